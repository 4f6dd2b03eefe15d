import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Stands in for a sentinel that is late, or tells of a new primary at the worst moment, which real ones seldom do. */
export class ToldSentinel {
  /** How late it lets whoever wants to listen in. */
  lateMs = 0;
  /** Whether it tells of another primary before it answers the next question. */
  tellsFirst = false;
  #asked = 0;
  readonly #sockets = new Set<Socket>();
  readonly #listeners = new Set<Socket>();
  readonly #server = createServer((socket) => this.#serve(socket));

  /** @param primary whom it names */
  constructor(private readonly primary: { host: string; port: number }) {}

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  get asked(): number {
    return this.#asked;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  async start(): Promise<this> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
    return this;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#listeners.delete(socket);
    });
    let done: Promise<unknown> = Promise.resolve();
    socket.on('data', (bytes) => {
      // Each command begins with the number of its words, `*2`; none of those sent here is cut in two.
      for (const command of bytes.toString().split(/^(?=\*\d+\r$)/m))
        done = done.then(() => this.#answer(socket, command.toLowerCase()));
    });
  }

  async #answer(socket: Socket, command: string): Promise<void> {
    const { host, port } = this.primary;
    if (command.includes('\r\nauth\r\n') && this.#asked > 0) await sleep(this.lateMs);
    if (command.includes('\r\nget-master-addr-by-name\r\n')) {
      this.#asked += 1;
      if (this.tellsFirst) await this.#tell();
      socket.write(array(host, String(port)));
    } else if (command.includes('\r\nsentinels\r\n')) socket.write('*0\r\n');
    else if (command.includes('\r\nsubscribe\r\n')) {
      this.#listeners.add(socket);
      socket.write('*3\r\n$9\r\nsubscribe\r\n$14\r\n+switch-master\r\n:1\r\n');
    } else socket.write('+OK\r\n');
  }

  /** Resolves when all who heard it have hung up. */
  async #tell(): Promise<void> {
    this.tellsFirst = false;
    await Promise.all(
      [...this.#listeners].map((socket) => {
        socket.write(array('message', '+switch-master', 'queue 127.0.0.1 1 127.0.0.1 2'));
        return once(socket, 'close');
      }),
    );
  }
}

function array(...words: string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`;
}
