import type { Redis } from 'ioredis';

const PING_MS = 2000;
const SILENT_MS = 5000;

const watched = new WeakSet<object>();

/**
 * Gives up connections on which nothing comes any more, so that the client makes another: a server that hangs, or is
 * gone without a word, ends none, and sentinels may not have been heard. Not for a client that sends blocking commands.
 */
export function leaveSilent(client: Pick<Redis, 'status' | 'stream' | 'ping' | 'disconnect' | 'once'>): void {
  if (watched.has(client)) return;
  watched.add(client);
  let heard: { stream?: Redis['stream']; bytes?: number; at: number } = { at: 0 };
  const look = () => {
    const { status, stream } = client;
    if (status !== 'ready' && status !== 'connect') return;
    if (stream !== heard.stream || stream.bytesRead !== heard.bytes)
      heard = { stream, bytes: stream.bytesRead, at: performance.now() };
    else if (performance.now() - heard.at > SILENT_MS) client.disconnect(true);
    if (status === 'ready') client.ping().catch(() => {});
  };
  // What came in while the process was busy is read first.
  const timer = setInterval(() => setImmediate(look), PING_MS).unref();
  client.once('end', () => clearInterval(timer));
}
