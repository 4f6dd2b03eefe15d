/** A transfer as a client orders it, to be sent as often as it takes. */
export interface Order {
  key: string;
  headers: { authorization: string };
  body: { toUserId: number; amount: string; currency: string; memo: string };
}

/** What an answer says about the order. `unknown`: it may have happened, may happen, or not. */
export type Answer =
  | { kind: 'transferred'; id: string }
  | { kind: 'refused' }
  | { kind: 'unknown' }
  | { kind: 'unexpected'; text: string };

// Longer than the server gives itself: what it refuses after that time is refused for good.
const PATIENCE_MS = 30_000;

export async function sendOrder(url: string, { key, headers, body }: Order): Promise<Answer> {
  try {
    const response = await fetch(`${url}/api/v1/transfers`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key, ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return understand(response.status, await response.text());
  } catch {
    // No connection, one that ended, half an answer, or none in time.
    return { kind: 'unknown' };
  }
}

function understand(status: number, text: string): Answer {
  if (status >= 500) return { kind: 'unknown' };
  const { id, reason } = JSON.parse(text) as { id?: number | string; reason?: string };
  if (status === 201 && id !== undefined) return { kind: 'transferred', id: String(id) };
  if (reason === 'idempotency_key_in_use') return { kind: 'unknown' };
  if (reason === 'insufficient_funds') return { kind: 'refused' };
  return { kind: 'unexpected', text: `${status} ${text}` };
}
