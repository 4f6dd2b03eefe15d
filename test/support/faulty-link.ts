import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** What happens when the statement passes: it is lost, or its answer is, or the answer does not come for now. */
type Fault = 'lose statement' | 'lose answer' | 'hold answer';

/**
 * A TCP proxy in front of PostgreSQL that breaks the connection of a chosen statement, sent without parameters, at a
 * chosen moment. Close it after the suite.
 */
export class FaultyLink {
  /** How often a fault has struck. */
  struck = 0;
  readonly #server: Server;
  readonly #target: URL;
  readonly #sockets = new Set<Socket>();
  #armed?: { statement: Buffer; fault: Fault; times: number };

  private constructor(target: string) {
    this.#target = new URL(target);
    this.#server = createServer((near) => this.#join(near));
  }

  static async to(url: string): Promise<FaultyLink> {
    const link = new FaultyLink(url);
    link.#server.listen(0, '127.0.0.1');
    await once(link.#server, 'listening');
    return link;
  }

  get url(): string {
    const { port } = this.#server.address() as { port: number };
    return Object.assign(new URL(this.#target), { hostname: '127.0.0.1', port: String(port) }).toString();
  }

  /** The next `times` that `statement` passes. */
  arm(statement: string, fault: Fault, times = 1): void {
    this.#armed = { statement: Buffer.from(`${statement}\0`), fault, times };
  }

  /** Breaks every connection and takes new ones. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.#server.close();
    this.cut();
    await once(this.#server, 'close');
  }

  #join(near: Socket): void {
    const far = connect(Number(this.#target.port), this.#target.hostname);
    const end = () => [near, far].forEach((socket) => socket.destroy());
    for (const socket of [near, far]) {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#sockets.delete(socket);
        end();
      });
    }
    let fault: Fault | undefined;
    near.on('data', (sent) => {
      fault ??= this.#faultFor(sent);
      if (fault === 'lose statement') end();
      else far.write(sent);
    });
    far.on('data', (answer) => {
      if (fault === 'lose answer') end();
      else if (fault !== 'hold answer') near.write(answer);
    });
  }

  #faultFor(sent: Buffer): Fault | undefined {
    if (!this.#armed?.times || !sent.includes(this.#armed.statement)) return undefined;
    this.#armed.times -= 1;
    this.struck += 1;
    return this.#armed.fault;
  }
}
