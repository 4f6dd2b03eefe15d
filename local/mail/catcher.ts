import { parseArgs } from 'node:util';
import { Inbox } from './inbox.ts';
import { createSmtpServer } from './smtp.ts';
import { createWebServer } from './web.ts';

export interface MailCatcher {
  smtpPort: number;
  httpPort: number;
  close(): Promise<void>;
}

const host = '127.0.0.1';

/** Accepts any mail on SMTP and shows it over HTTP; nothing is ever passed on. Port 0 picks a free one. */
export async function startMailCatcher(
  ports: { smtp: number; http: number },
  limit = 1000,
): Promise<MailCatcher> {
  const inbox = new Inbox(limit);
  const smtp = createSmtpServer(inbox);
  const web = createWebServer(inbox);
  await listening(smtp.server, () => smtp.listen(ports.smtp, host));
  await listening(web, () => web.listen(ports.http, host));
  return {
    smtpPort: portOf(smtp.server),
    httpPort: portOf(web),
    close: async () => {
      web.closeAllConnections();
      await Promise.all([
        new Promise((done) => web.close(done)),
        new Promise<void>((done) => smtp.close(done)),
      ]);
    },
  };
}

interface Listener {
  once(event: string, listener: (argument: Error) => void): unknown;
  address(): unknown;
}

function listening(server: Listener, listen: () => unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('listening', () => resolve());
    listen();
  });
}

function portOf(server: Listener): number {
  return (server.address() as { port: number }).port;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { 'smtp-port': { type: 'string' }, 'http-port': { type: 'string' } },
  });
  const catcher = await startMailCatcher({
    smtp: Number(values['smtp-port'] ?? 1025),
    http: Number(values['http-port'] ?? 8025),
  });
  console.log(`SMTP on ${host}:${catcher.smtpPort}, inbox on http://${host}:${catcher.httpPort}`);
  // An SMTP client that keeps its connection open must not delay the stop.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(0));
}
