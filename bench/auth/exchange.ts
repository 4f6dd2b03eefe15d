/** As from a proxy that has ended TLS: in production cookies of sessions are given over https only. */
export const BY_HTTPS = { 'x-forwarded-proto': 'https' };

/** What makes the API believe it. */
export const BEHIND_PROXY = { TRUST_PROXY: '127.0.0.1' };

export function post(url: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...BY_HTTPS, ...headers },
    body: JSON.stringify(body),
  });
}

/** Throws for any answer that is no success. */
export async function postOk(...exchange: Parameters<typeof post>): Promise<Response> {
  const answer = await post(...exchange);
  if (!answer.ok) throw new Error(`${exchange[0]}: status ${answer.status}: ${await answer.text()}`);
  return answer;
}
