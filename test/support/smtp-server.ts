import { once } from 'node:events';
import { SMTPServer } from 'smtp-server';

/** When the server is asked about a mail: when it hears whom it is for, and when it has heard all. */
export type Stage = 'address' | 'content';

/** A mail server that does as a test says. Close it after the suite. */
export class TestSmtpServer {
  /** What it says, `550 5.1.1 no such mailbox`, or `silence`; nothing when it takes the mail. */
  refuse: (stage: Stage, to: string) => string | undefined = () => undefined;
  /** Whom mails were taken for, in order. */
  readonly taken: string[] = [];
  connections = 0;
  #server?: SMTPServer;
  #port = 0;

  get url(): string {
    return `smtp://127.0.0.1:${this.#port}`;
  }

  /** Listens, on the same port as before if it did. */
  async open(): Promise<void> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      disableReverseLookup: true,
      closeTimeout: 100,
      onConnect: (_, done) => {
        this.connections += 1;
        done();
      },
      onRcptTo: ({ address }, _, done) => this.#answer('address', address, done),
      onData: (stream, { envelope }, done) => {
        const to = envelope.rcptTo[0]?.address ?? '';
        stream.resume().on('end', () =>
          this.#answer('content', to, (error) => {
            if (!error) this.taken.push(to);
            done(error);
          }),
        );
      },
    });
    server.on('error', () => {});
    this.#server = server;
    server.listen(this.#port, '127.0.0.1');
    await once(server.server, 'listening');
    this.#port = (server.server.address() as { port: number }).port;
  }

  /** Goes away, with all connections. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server) await new Promise<void>((resolve) => server.close(resolve));
  }

  #answer(stage: Stage, to: string, done: (error?: Error | null) => void): void {
    const refusal = this.refuse(stage, to);
    if (refusal === undefined) return done();
    const [, code, text] = /^(\d{3}) (.*)$/.exec(refusal) ?? [];
    if (code) done(Object.assign(new Error(text), { responseCode: Number(code) }));
  }
}
