import { SMTPServer } from 'smtp-server';
import type { Inbox } from './inbox.ts';

const largestMessage = 25 * 1024 * 1024;

export function createSmtpServer(inbox: Inbox): SMTPServer {
  const server = new SMTPServer({
    banner: 'Groundwork mail catcher',
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 500,
    size: largestMessage,
    rejectOversized: true,
    onAuth: (_credentials, _session, done) => done(null, { user: 'anyone' }),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => {
        if (!stream.sizeExceeded) chunks.push(chunk);
      });
      stream.on('end', () => {
        if (stream.sizeExceeded) return done();
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom ? mailFrom.address : '';
        const to = rcptTo.map(({ address }) => address);
        inbox.add({ from, to }, Buffer.concat(chunks)).then(() => done(), done);
      });
    },
  });
  // A client that hangs up in the middle is no reason to die.
  server.on('error', (error: Error) => console.error(`smtp: ${error.message}`));
  return server;
}
