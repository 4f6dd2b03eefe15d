import type { Redis } from 'ioredis';

const PING_MS = 2000;
const SILENT_MS = 5000;
// ioredis may wait for ten seconds before it asks again whether a Redis has loaded what it keeps.
const LOADING_MS = 15_000;

interface Patience {
  /** How long a connection may be silent; five seconds at the least. */
  silentMs?: number;
  /** Whether it waits in Redis for what comes. It may be silent then as soon as it is ready. */
  blocks?: boolean;
}

/**
 * Gives up connections on which nothing comes any more, so that the client makes another: a server that hangs, or is
 * gone without a word, ends none, and sentinels may not have been heard. What was not answered is sent again. Once for
 * each client.
 */
export function leaveSilent(
  client: Pick<Redis, 'status' | 'stream' | 'ping' | 'disconnect' | 'on'>,
  { silentMs = 0, blocks = false }: Patience = {},
): void {
  const readyMs = blocks ? Infinity : Math.max(silentMs, SILENT_MS);
  let heard: { stream?: Redis['stream']; bytes?: number; at: number } = { at: 0 };
  const look = () => {
    const { status, stream } = client;
    if (status !== 'ready' && status !== 'connect') return;
    const limitMs = status === 'ready' ? readyMs : Math.max(silentMs, LOADING_MS);
    if (stream !== heard.stream || stream.bytesRead !== heard.bytes)
      heard = { stream, bytes: stream.bytesRead, at: performance.now() };
    else if (performance.now() - heard.at > limitMs) client.disconnect(true);
    if (status === 'ready' && !blocks) client.ping().catch(() => {});
  };
  let timer: NodeJS.Timeout | undefined;
  // What came in while the process was busy is read first.
  const start = () => (timer ??= setInterval(() => setImmediate(look), PING_MS).unref());
  start();
  // BullMQ ends a connection and begins another with the same client.
  client.on('connect', start);
  client.on('end', () => (timer = void clearInterval(timer)));
}
