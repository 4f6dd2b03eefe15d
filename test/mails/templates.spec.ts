import { readdirSync } from 'node:fs';
import { LINK, SAMPLES } from './samples.ts';

const HOSTILE = `<img src=x onerror=alert(1)> <a href="https://evil.example">win</a> "'&\r\nBcc: all@evil.example`;

describe('the templates of mails', () => {
  it('are all rendered here', () => {
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.mail.hbs'),
    );
    const sampled = new Set(SAMPLES.map(([file]) => `features/${file}.mail.hbs`));
    expect(files.map((file) => file.replaceAll('\\', '/')).sort()).toEqual([...sampled].sort());
  });

  it.each(SAMPLES)('%s has all it needs', (_, make) => {
    const { subject, text, html } = make('Ada Lovelace');
    expect(html).toContain('Ada Lovelace');
    expect(text).toContain('Ada Lovelace');
    expect(subject).not.toBe('');
    for (const part of [subject, text, html]) expect(part).not.toMatch(/undefined|null|\[object|\{\{|\}\}/);
  });

  it.each(SAMPLES)('%s loads nothing from anywhere and is drawn for dark screens too', (_, make) => {
    const { html } = make('Ada Lovelace');
    expect(html).not.toMatch(/<img|<script|<link|@import|url\(|src=/i);
    expect(html).toContain('prefers-color-scheme: dark');
    for (const [, href] of html.matchAll(/href="([^"]*)"/g)) expect(href).toBe(LINK.href);
  });

  it.each(SAMPLES)('%s makes no markup, link or header of what users type', (_, make) => {
    const [hostile, plain] = [make(HOSTILE), make('Ada Lovelace')];
    expect(tagsOf(hostile.html).filter((tag) => tag !== '<br>')).toEqual(tagsOf(plain.html));
    expect(hostile.subject).not.toMatch(/[\r\n]/);
    expect(tagsOf(hostile.html).join('')).not.toContain('evil');
  });
});

function tagsOf(html: string): string[] {
  return html.match(/<[^>]*>/g) ?? [];
}
