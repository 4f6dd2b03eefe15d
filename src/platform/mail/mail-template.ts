import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import { PRODUCT } from '../../shared/product.js';
import { escapeHtml } from './escape-html.js';
import { MailCompiler } from './mail-compiler.js';
import { type MailValue, templateData } from './mail-values.js';

/** What a template makes: all of a mail but its address. */
export interface Letter {
  subject: string;
  text: string;
  html: string;
}

export type MailTemplate<Data> = (data: Data) => Letter;

const html = new MailCompiler('html');
const text = new MailCompiler('text');
const htmlLayout = html.compile('{{> layout}}');
const textLayout = text.compile('{{> layout}}');

/**
 * Makes mails of the template in a file, which is compiled here: a broken one stops the start. One source gives HTML and
 * text, so that both say the same. Nothing in the data becomes markup, a header or a link.
 */
export function defineMail<Data extends { [Name in keyof Data]: MailValue }>(file: URL): MailTemplate<Data> {
  const { subject, preview, footer, body } = partsOf(file);
  const head = [subject, preview, footer].map((line) => text.compile(line));
  const [htmlBody, textBody] = [html.compile(body), text.compile(body)];
  return (data) => {
    const plain = templateData(data, (url) => url.href);
    const marked = templateData(data, (url) => safe(escapeHtml(url.href)));
    const [subject = '', preview, footer] = head.map((render) => onOneLine(render(plain)));
    const frame = { product: PRODUCT, subject, preview, footer };
    return {
      subject,
      html: htmlLayout({ ...frame, content: safe(htmlBody(marked)) }),
      text: tidy(textLayout({ ...frame, content: textBody(plain) })),
    };
  };
}

const FORM = /^Subject: (.+)\nPreview: (.+)\n(?:Footer: (.+)\n)?\n([^]+)$/;

function partsOf(file: URL) {
  const parts = FORM.exec(readFileSync(file, 'utf8').replaceAll('\r\n', '\n'));
  if (!parts) throw new Error(`${file.pathname} does not begin with Subject, Preview and an empty line`);
  const [, subject = '', preview = '', footer = '', body = ''] = parts;
  return { subject, preview, footer, body };
}

function onOneLine(line: string): string {
  return line.replace(/\s+/g, ' ').trim();
}

// A part ends with a line break of its own, and so does each line of a template.
function tidy(text: string): string {
  return text.replace(/\n{3,}/g, '\n\n').trim();
}

function safe(markup: string): Handlebars.SafeString {
  return new Handlebars.SafeString(markup);
}
