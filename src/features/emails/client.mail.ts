import { defineMail } from '../../platform/mail/mail-template.js';
import { Verbatim } from '../../platform/mail/mail-values.js';

const PREVIEW_LENGTH = 120;

const template = defineMail<{ subject: Verbatim; preview: Verbatim; paragraphs: Verbatim[][] }>(
  new URL('./client.mail.hbs', import.meta.url),
);

/** A mail that a client wrote: its body in paragraphs, of the lines that it has. */
export function clientMail({ subject, body }: { subject: string; body: string }) {
  const paragraphs = body
    .replace(/\r\n?/g, '\n')
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.split('\n').map((line) => new Verbatim(line)));
  const preview = [...body.slice(0, 2 * PREVIEW_LENGTH)].slice(0, PREVIEW_LENGTH).join('');
  return template({ subject: new Verbatim(subject), preview: new Verbatim(preview), paragraphs });
}
