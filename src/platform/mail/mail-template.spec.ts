import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { defineMail, type Letter } from './mail-template.js';
import { type MailValue, Verbatim } from './mail-values.js';

const folder = mkdtempSync(join(tmpdir(), 'mails '));

afterAll(() => rmSync(folder, { recursive: true }));

const HEAD = 'Subject: Tea, {{name}}?\nPreview: At four.\nFooter: From {{product}}.\n\n';
const BODY =
  '{{#> paragraph}}Hello {{name}},{{/paragraph}}\n\n{{> button label="Come & see" url=url}}\n\nBye.\n';

function made(source: string, data: Record<string, MailValue>): Letter {
  const file = join(folder, 'tea.mail.hbs');
  writeFileSync(file, source);
  return defineMail<Record<string, MailValue>>(pathToFileURL(file))(data);
}

const url = new URL('https://app.example.com/tea?a=1&b=2#token=abc');

describe('a mail from a template', () => {
  it('says the same as text and as HTML, with the product and the footer around it', () => {
    const { subject, text, html } = made(HEAD + BODY, { name: 'Ada', url });
    expect(subject).toBe('Tea, Ada?');
    expect(text).toBe(`Hello Ada,\n\n${url.href}\n\nBye.\n\nFrom Groundwork.`);
    expect(html).toContain('Hello Ada,</p>');
    expect(html).toContain(`href="${url.href.replace('&', '&amp;')}"`);
    expect(html).toContain('>Come &amp; see</a>');
    expect(html).toMatch(/opacity:0;">At four\.<\/div>[^]*>Groundwork<[^]*>From Groundwork\.</);
  });

  it.each([
    ['<script>alert(1)</script>', /<script/i],
    ['"onmouseover="alert(1)', /[^;]"onmouseover/],
    ['{{url}}{{> layout}}{{{name}}}', /Hello https:/],
  ])('takes the name %j for no markup', (name, broken) => {
    const { html, text } = made(HEAD + BODY, { name, url });
    expect(html).not.toMatch(broken);
    expect(text.replaceAll('\u200b', '').split('\n')[0]).toBe(`Hello ${name},`);
  });

  it.each([
    ['Ada\r\nBcc: all@example.com'],
    ['Ada\u2028\u2029Bcc: all'],
    ['Ada\u0085\n\n\nBcc: all'],
    ['\u202eadA\ud800'],
  ])('keeps the name %j on one line, in the subject and elsewhere', (name) => {
    const { subject, text } = made(HEAD + BODY, { name, url });
    expect(subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202e]/u);
    expect(subject.isWellFormed()).toBe(true);
    expect(text.split('\n')).toHaveLength('Hello,||url||Bye.||From'.split('|').length);
  });

  it.each(['https://evil.example/win', 'www.evil.example', 'evil.example', 'a@evil.example', 'mailto:a@b.c'])(
    'lets no mail program take the name %j for a link',
    (name) => {
      const { html, text, subject } = made(HEAD + BODY, { name, url });
      for (const part of [html, text, subject]) {
        expect(part).not.toContain(name);
        expect(part.replaceAll('\u200b', '')).toContain(name);
      }
      expect(text.split('\n')[0]).not.toMatch(/[.:@](?!\u200b)/);
    },
  );

  it('shows what is to be shown as it is, but for markup', () => {
    const { text, html } = made(`${HEAD}{{> lines lines=lines}}\n`, {
      name: '',
      lines: ['See www.example.com', '  <b>'].map((line) => new Verbatim(line)),
    });
    expect(text).toContain('See www.example.com\n  <b>\n');
    expect(html).toContain('See www.example.com<br>\n  &lt;b&gt;');
  });
});

describe('a template', () => {
  it.each([
    ['the body', `${HEAD}{{title}}`],
    ['an argument', `${HEAD}{{> button label="a" url=title}}`],
    ['a condition', `${HEAD}{{#if title}}a{{/if}}`],
    ['the subject', 'Subject: {{title}}\nPreview: a\n\n{{name}}'],
    ['a list', `${HEAD}{{#each people}}{{title}}{{/each}}`],
  ])('fails that wants what it is not given, in %s', (_, source) => {
    expect(() => made(source, { name: 'Ada', people: [{ name: 'Grace' }] })).toThrow(
      'the template wants "title"',
    );
  });

  it.each([
    'constructor',
    'toString',
    '__proto__',
    '__defineGetter__',
    'people.constructor',
    'name.constructor',
  ])('has no way to %s', (path) => {
    expect(() => made(`${HEAD}{{${path}}}`, { name: 'Ada', people: {} })).toThrow();
  });

  it('fails on a part or helper that is not there, and without its head', () => {
    expect(() => made(`${HEAD}{{> nothing}}`, { name: '' })).toThrow('nothing');
    expect(() => made(`${HEAD}{{shout name}}`, { name: '' })).toThrow('shout');
    expect(() => made('Hello {{name}}', { name: '' })).toThrow('does not begin with Subject');
  });

  it('links to web pages only', () => {
    const script = new URL('javascript:alert(1)');
    expect(() => made(HEAD + BODY, { name: 'Ada', url: script })).toThrow('not to javascript:');
  });
});
