import { startMailCatcher } from '../mail/catcher.ts';
import { findStack, startStack } from '../stack.ts';
import { namesEveryStore } from './app-environment.ts';

interface Surroundings {
  given: NodeJS.ProcessEnv;
  dir: string;
  undo: (() => Promise<void>)[];
  say: (line: string) => void;
}

/** Starts what the environment does not name, the whole stack or the mail catcher alone, and says how to reach it. */
export async function startLocalServices(around: Surroundings): Promise<Record<string, string>> {
  if (!namesEveryStore(around.given)) return wholeStack(around);
  return around.given.SMTP_URL ? {} : mailOnly(around);
}

async function wholeStack({ dir, undo, say }: Surroundings): Promise<Record<string, string>> {
  say('Starting PostgreSQL, its replicas, Redis and the mail catcher …');
  // Before the start, because half of it may run when the rest fails.
  undo.push(async () => findStack(dir)?.down());
  return (await startStack({ dir, log: say })).env;
}

async function mailOnly({ undo }: Surroundings): Promise<Record<string, string>> {
  const catcher = await startMailCatcher({ smtp: 0, http: 0 });
  undo.push(() => catcher.close());
  return {
    SMTP_URL: `smtp://127.0.0.1:${catcher.smtpPort}`,
    MAIL_CATCHER_URL: `http://127.0.0.1:${catcher.httpPort}`,
  };
}
