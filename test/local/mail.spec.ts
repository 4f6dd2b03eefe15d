import { createTransport } from 'nodemailer';
import { startMailCatcher, type MailCatcher } from '../../local/mail/catcher.ts';
import type { Message } from '../../local/mail/inbox.ts';

const limit = 5;
let catcher: MailCatcher;
let address: string;

beforeAll(async () => {
  catcher = await startMailCatcher({ smtp: 0, http: 0 }, limit);
  address = `http://127.0.0.1:${catcher.httpPort}`;
});

afterAll(() => catcher.close());

beforeEach(async () => {
  const cleared = await fetch(`${address}/api/messages`, { method: 'DELETE' });
  expect(cleared.status).toBe(204);
});

describe('the mail catcher', () => {
  it('shows a sent message as JSON with its text, HTML, headers and attachments', async () => {
    await send({
      to: 'Ann <ann@example.com>',
      bcc: 'audit@example.com',
      subject: 'Grüße',
      text: 'Hello Ann',
      html: '<p>Hello <b>Ann</b></p>',
      headers: { 'X-Template': 'welcome' },
      attachments: [{ filename: 'terms.txt', content: 'twelve bytes' }],
    });
    const [message] = await messages();
    expect(message).toMatchObject({
      from: 'Groundwork <no-reply@example.com>',
      to: ['ann@example.com', 'audit@example.com'],
      subject: 'Grüße',
      attachments: [{ filename: 'terms.txt', mimeType: 'text/plain', size: 12 }],
    });
    expect(message?.text.trim()).toBe('Hello Ann');
    expect(message?.html).toContain('<b>Ann</b>');
    expect(message?.headers['x-template']).toBe('welcome');
    expect(Date.parse(message?.receivedAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
    const one = await fetch(`${address}/api/messages/${message?.id}`);
    expect(await one.json()).toEqual(message);
  });

  it('accepts a client that signs in, whatever its password', async () => {
    const transport = createTransport({
      host: '127.0.0.1',
      port: catcher.smtpPort,
      auth: { user: 'me', pass: 'any' },
    });
    await transport.sendMail({ from: 'a@example.com', to: 'b@example.com', subject: 'signed in', text: '.' });
    transport.close();
    expect((await messages()).map(({ subject }) => subject)).toEqual(['signed in']);
  });

  it('lists the newest first and filters by recipient without regard to case', async () => {
    await send({ to: 'ann@example.com', subject: 'first' });
    await send({ to: 'bob@example.com', subject: 'second' });
    await send({ to: 'Ann@Example.com', subject: 'third' });
    expect((await messages()).map(({ subject }) => subject)).toEqual(['third', 'second', 'first']);
    expect((await messages('ANN@example.com')).map(({ subject }) => subject)).toEqual(['third', 'first']);
    expect(await messages('ann@example.co')).toEqual([]);
  });

  it('keeps no more than its limit and drops the oldest', async () => {
    for (let number = 1; number <= limit + 2; number++)
      await send({ to: 'a@example.com', subject: `${number}` });
    expect((await messages()).map(({ subject }) => subject)).toEqual(['7', '6', '5', '4', '3']);
  });

  it('escapes a hostile subject, recipient and body on both pages', async () => {
    const hostile = `<script>alert(1)</script>"'&`;
    await send({
      to: 'a@example.com',
      subject: hostile,
      text: `${hostile} https://example.com/?a=1&b="x`,
      html: hostile,
    });
    const [message] = await messages();
    expect(message?.subject).toBe(hostile);
    for (const path of ['/', `/messages/${message?.id}`]) {
      const page = await fetch(address + path);
      const body = await page.text();
      expect(body).toContain('&#60;script&#62;alert(1)&#60;/script&#62;');
      expect(body).not.toContain('<script');
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    }
  });

  it('shows the HTML part in a sandbox that runs no scripts and loads nothing', async () => {
    await send({ to: 'a@example.com', subject: 'page', html: '<img src="http://example.com/pixel.gif">' });
    const [message] = await messages();
    const page = await (await fetch(`${address}/messages/${message?.id}`)).text();
    expect(page).toMatch(/<iframe[^>]*sandbox="allow-popups allow-popups-to-escape-sandbox"/);
    const frame = await fetch(`${address}/messages/${message?.id}/html`);
    const policy = frame.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^sandbox (?!.*allow-scripts)/);
    expect(policy).toContain('img-src data:;');
  });

  it('gives the raw message as plain text', async () => {
    await send({ to: 'a@example.com', subject: 'raw', text: 'body' });
    const [message] = await messages();
    const raw = await fetch(`${address}/api/messages/${message?.id}/raw`);
    expect(raw.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await raw.text()).toMatch(/^From: .*\r\n[^]*\r\n\r\nbody/);
  });

  it('is healthy, and answers 404 and 405 for what it does not know', async () => {
    expect(await (await fetch(`${address}/healthz`)).text()).toBe('ok');
    for (const path of [
      '/api/messages/99999',
      '/messages/99999',
      '/api/messages/99999/raw',
      '/nothing',
      '//',
    ]) {
      expect((await fetch(address + path)).status).toBe(404);
    }
    expect((await fetch(address, { method: 'POST' })).status).toBe(405);
  });
});

async function send(mail: Parameters<ReturnType<typeof createTransport>['sendMail']>[0]): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port: catcher.smtpPort });
  await transport.sendMail({ from: 'Groundwork <no-reply@example.com>', text: 'text', ...mail });
  transport.close();
}

async function messages(to?: string): Promise<Message[]> {
  const query = to === undefined ? '' : `?to=${encodeURIComponent(to)}`;
  const answer = await fetch(`${address}/api/messages${query}`);
  return (await answer.json()) as Message[];
}
