import type { Redis } from 'ioredis';

const MOST = 8;

const gathered = new WeakSet<object>();

/**
 * Lets commands that are given in one turn of the event loop go out a few at a time: a write to a socket is a call of the
 * system, which costs more than the command. Not all at once, so that Redis is at work on the first while the next are
 * made.
 */
export function gatherWrites(client: Pick<Redis, 'status' | 'stream' | 'on'>): void {
  if (client.status === 'connect' || client.status === 'ready') gather(client.stream);
  client.on('connect', () => gather(client.stream));
}

function gather(socket: Redis['stream']): void {
  if (gathered.has(socket)) return;
  gathered.add(socket);
  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
  let held = 0;
  // It belongs to this socket, whichever the client has by then: one that was ended or destroyed takes no harm.
  const release = () => {
    if (held > 0) socket.uncork();
    held = 0;
  };
  socket.write = (...args: unknown[]) => {
    if (held === 0) {
      socket.cork();
      process.nextTick(release);
    }
    held += 1;
    const hasRoom = write(...args);
    if (held === MOST) release();
    return hasRoom;
  };
}
