import { escapeHtml } from './escape-html.js';

interface Letter {
  /** Name of the reader. */
  to: string;
  paragraphs: string[];
  link?: { label: string; url: string };
}

/** A short mail as text and as HTML; no part of it is taken for markup. */
export function letter({ to, paragraphs: [first = '', ...rest], link }: Letter): {
  text: string;
  html: string;
} {
  const lines = [`Hello ${to},`, first];
  const text = [...lines, ...(link ? [link.url] : []), ...rest];
  const anchor = link && `<a href="${escapeHtml(link.url)}">${escapeHtml(link.label)}</a>`;
  const html = [...lines.map(escapeHtml), ...(anchor ? [anchor] : []), ...rest.map(escapeHtml)];
  return {
    text: `${text.join('\n\n')}\n`,
    html: html.map((paragraph) => `<p>${paragraph}</p>`).join(''),
  };
}
