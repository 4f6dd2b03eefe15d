/** One server-sent event. */
export interface StreamEvent {
  /** Comes back as `Last-Event-ID` when the client does. Without one that of the event before stays. */
  id?: number | string;
  /** Its name, for `addEventListener`; `message` when left out. */
  event?: string;
  /** Sent as JSON. */
  data: unknown;
}

/** A line that clients pass over, so that neither they nor proxies take silence for a broken connection. */
export const HEARTBEAT = ':\n\n';

/** An event as the WHATWG's HTML standard writes it. JSON has no line breaks of its own. */
export function eventText({ id, event, data }: StreamEvent): string {
  const lines = [
    ...(id === undefined ? [] : [`id: ${id}`]),
    ...(event === undefined ? [] : [`event: ${event}`]),
    `data: ${JSON.stringify(data)}`,
  ];
  return `${lines.join('\n')}\n\n`;
}

/** After how many milliseconds a client that lost the stream comes back. */
export function retryText(ms: number): string {
  return `retry: ${Math.round(ms)}\n\n`;
}
