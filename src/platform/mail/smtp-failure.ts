import { PermanentJobError } from '../jobs/permanent-job-error.js';

interface SmtpError extends Error {
  code?: string;
  /** What the server said, and its number, such as 550; absent when it said nothing. */
  response?: string;
  responseCode?: number;
}

// Nodemailer's words for a mail that was refused before, and after, its content was sent.
const ENVELOPE = 'EENVELOPE';
const CONTENT = 'EMESSAGE';
// The server wants to know who sends: that is ours to mend, and the mail can go out afterwards.
const AUTHENTICATION = new Set([530, 534, 535, 538]);

/** What a job is to make of an error of the mail server. Only a refusal of this very mail is for good. */
export function smtpFailure(error: unknown): unknown {
  const { code, response, responseCode } = error as SmtpError;
  if (code !== ENVELOPE && code !== CONTENT) return error;
  const said = code === ENVELOPE ? (response ?? (error as SmtpError).message) : withoutWords(response);
  if (!isFinal(responseCode)) return new Error(`the mail server did not take the mail: ${said}`);
  return new PermanentJobError('mail_refused', `The mail server refuses the mail: ${said}`);
}

// Without a number it was Nodemailer that found the address impossible, or the mail too large for this server.
function isFinal(responseCode: number | undefined): boolean {
  return responseCode === undefined || (responseCode >= 500 && !AUTHENTICATION.has(responseCode));
}

/** The numbers alone, `550 5.7.1`: what a server says of a content may quote it, and with it the token of a link. */
function withoutWords(response = ''): string {
  return /^\d{3}([ -]\d\.\d{1,3}\.\d{1,3})?/.exec(response)?.[0] ?? 'it is too large, or not a mail';
}
