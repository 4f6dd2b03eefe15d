import { eventually } from './eventually.ts';
import { stackEnvironment } from './test-stack.ts';

export interface CaughtMail {
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
}

/** What the mail catcher has for this address, newest first. */
export async function mailsTo(address: string): Promise<CaughtMail[]> {
  const { MAIL_CATCHER_URL = '' } = stackEnvironment();
  const response = await fetch(`${MAIL_CATCHER_URL}/api/messages?to=${encodeURIComponent(address)}`);
  return (await response.json()) as CaughtMail[];
}

/** The first mail to this address, as soon as it is there. */
export function mailTo(address: string): Promise<CaughtMail> {
  return eventually(async () => (await mailsTo(address)).at(-1), 10_000);
}
