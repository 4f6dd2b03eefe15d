import { createClient } from 'redis';

const PING_MS = 2000;
const SILENT_MS = 10_000;

export type CacheRedis = ReturnType<typeof oneServer>;

/** A connection to one server. Commands fail at once while it is away; it reconnects by itself. */
export function oneServer(server: Parameters<typeof createClient>[0]) {
  return createClient({
    ...server,
    disableOfflineQueue: true,
    // Else each command gets an AbortSignal of its own, which costs three times the command. Whoever asks waits for a
    // time of their own: RedisFallback, within().
    commandOptions: { timeout: undefined },
    // A server that has gone without a word is noticed, and another connection tried.
    pingInterval: PING_MS,
    socket: {
      socketTimeout: SILENT_MS,
      connectTimeout: 2000,
      reconnectStrategy: (attempt) => Math.min(attempt * 100, 2000),
      ...server?.socket,
    },
  });
}
