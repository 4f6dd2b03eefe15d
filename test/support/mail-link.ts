import type { CaughtMail } from './mailbox.ts';

/** The token of the link in a mail, which stands in its text as in its HTML. Fails when there is no such link. */
export function tokenIn({ text, html }: CaughtMail, page: string): string {
  const [link = '', token = ''] =
    new RegExp(`https?://[^/\\s]+/${page}#token=([\\w-]{43})$`, 'm').exec(text) ?? [];
  if (link === '' || !html.includes(`href="${link}"`)) throw new Error(`no link to ${page} in: ${text}`);
  return token;
}
