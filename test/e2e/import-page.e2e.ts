import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { type Account, openAccount, openAccountWith } from '../builders/an-account.ts';
import { sendImport, type ShownImport, usersCsv } from '../builders/an-import.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { closeBrowsers, type OpenedPage, openPage, startBrowser } from '../support/browser.ts';
import { closeStreams, followEvents } from '../support/followed-events.ts';
import { startWorker } from '../support/worker.ts';

let api: TestApi;
let browser: Browser;
let admin: Account;

beforeAll(async () => {
  [api, browser] = await Promise.all([startApi({ EVENT_STREAMS_PER_USER: '4' }), startBrowser()]);
  admin = await openAccountWith(api, 'admin');
});

afterAll(async () => {
  await closeBrowsers();
  await closeStreams();
});

async function openImports({ email, password }: Account): Promise<OpenedPage> {
  const opened = await openPage(browser, `${api.url}/admin/imports`);
  expect(opened.page.url()).toBe(`${api.url}/sign-in?next=%2Fadmin%2Fimports`);
  await opened.page.getByLabel('E-mail').fill(email);
  await opened.page.getByLabel('Password').fill(password);
  await opened.page.getByRole('button').click();
  await opened.page.waitForURL(`${api.url}/admin/imports`);
  return opened;
}

function choose(page: Page, content: string, name = 'people.csv'): Promise<void> {
  const file = { name, mimeType: 'text/csv', buffer: Buffer.from(content) };
  return page.getByLabel(/Drop a CSV file/).setInputFiles(file);
}

describe('the page of imports, while nobody does them', () => {
  it('pauses, resumes and cancels, and fits the smallest screens [W6.H6]', async () => {
    const { page, complaints } = await openImports(admin);
    await page.getByText('There are none yet.').waitFor();
    await page.setViewportSize({ width: 320, height: 640 });
    await choose(page, `Name,E-mail\nAda,${randomUUID()}@example.com\n`);
    await page.getByText(/None of the first/).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    await page.getByRole('button', { name: 'Start' }).click();
    const item = page.getByRole('listitem').first();
    await item.getByRole('button', { name: 'Pause' }).click();
    await item.getByText(/It is paused/).waitFor();
    await item.getByRole('button', { name: 'Resume' }).click();
    await item.getByText(/It waits/).waitFor();
    await item.getByRole('button', { name: 'Cancel' }).click();
    await item.getByText(/It was cancelled/).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    expect(complaints).toEqual([]);
  });

  it('asks for imports that it cannot follow, until they are deleted', async () => {
    const owner = await openAccountWith(api, 'admin');
    const { page } = await openImports(owner);
    const waiting = (await sendImport(owner.http, usersCsv(1)).expect(202)).body as ShownImport;
    const streams = Array.from({ length: 4 }, () =>
      followEvents(api.url + waiting.links.events, { authorization: `Bearer ${owner.accessToken}` }),
    );
    await Promise.all(streams);
    const refused = page.waitForResponse(
      (answer) => answer.url().endsWith('/events') && answer.status() === 429,
    );
    await choose(page, usersCsv(1), 'lost.csv');
    await page.getByText(/None of the first/).waitFor();
    await page.getByRole('button', { name: 'Start' }).click();
    const path = new URL((await refused).url()).pathname.replace('/events', '');
    await owner.http.post(`${path}/pause`).expect(200);
    const item = page.getByRole('listitem').filter({ hasText: 'lost.csv' });
    await item.getByText(/It is paused/).waitFor();
    await owner.http.post(`${path}/cancellation`).expect(200);
    await owner.http.delete(path).expect(204);
    await item.waitFor({ state: 'detached' });
    await owner.http.post(`/api/v1/imports/${waiting.id}/cancellation`).expect(200);
    await owner.http.delete(`/api/v1/imports/${waiting.id}`).expect(204);
  }, 90_000);
});

describe('the page of imports', () => {
  beforeAll(async () => {
    await startWorker();
  });

  it('shows what is in a file, takes it when its columns are put right, and how far it is [W6.H6]', async () => {
    const { page, complaints } = await openImports(admin);
    const people = Array.from({ length: 300 }, (_, row) => `User ${row};${randomUUID()}@example.com;x`);
    await choose(page, ['Name;Reach;Note', ...people, 'Bob;nobody;y', ''].join('\n'));
    await page.getByText(/email is required/).waitFor();
    expect(await page.getByLabel('Between fields').inputValue()).toBe(';');
    expect(await page.getByRole('button', { name: 'Start' }).isDisabled()).toBe(true);
    await page.getByLabel('Reach').selectOption('email');
    await page.getByText(/None of the first/).waitFor();
    await page.getByRole('button', { name: 'Start' }).click();
    const item = page.getByRole('listitem').first();
    await item.getByText('It is complete.').waitFor({ timeout: 60_000 });
    const figures = await item.locator('dl').innerText();
    expect(figures.replace(/\s+/g, ' ')).toMatch(/done 100 % rows 301 inserted 300 .* rejected 1/);
    expect(await item.getByRole('progressbar').getAttribute('value')).toBe('100');
    expect(await item.getByRole('button').filter({ visible: true }).count()).toBe(0);
    const download = page.waitForEvent('download');
    await item.getByRole('link', { name: 'Rejected rows' }).click();
    expect((await download).suggestedFilename()).toMatch(/^rejects-.*\.csv$/);
    expect(complaints).toEqual([]);
  }, 90_000);

  it('lets columns be mapped by hand that fit nothing, and forgets nothing that was put right', async () => {
    const { page, complaints } = await openImports(admin);
    await choose(page, 'Vorname;Mailadresse\nAda;ada@example.com\n');
    await page.getByLabel(/^Vorname(?!;)/).selectOption('name');
    await page.getByText('email is required').waitFor();
    await page.getByLabel('Between fields').selectOption('|');
    const column = page.getByLabel('Vorname;Mailadresse');
    await column.selectOption('name');
    await page.getByLabel('What the rows become').selectOption('posts');
    await column.selectOption('title');
    expect(await page.getByLabel('Between fields').inputValue()).toBe('|');
    await page.getByLabel('Between fields').selectOption(';');
    await page.getByLabel('What the rows become').selectOption('users');
    await page.getByLabel(/^Vorname(?!;)/).selectOption('name');
    await page.getByLabel(/^Mailadresse/).selectOption('email');
    await page.getByText(/None of the first/).waitFor();
    await page.waitForSelector('#start:enabled');
    expect(complaints).toEqual([]);
  }, 90_000);

  it('says what is wrong with a file that is none, and is nothing for others', async () => {
    const { page } = await openImports(admin);
    await choose(page, usersCsv(1));
    await page.waitForSelector('#start:enabled');
    await choose(page, 'PK\x03\x04');
    await page.getByText(/save it as CSV/).waitFor();
    // Nor is it imported by what was found in the one before.
    await page.getByRole('button', { name: 'Start' }).waitFor({ state: 'hidden', timeout: 5000 });
    await choose(page, 'Name,E-mail\n');
    await page.getByText(/The file has no rows/).waitFor();
    expect(await page.textContent('#notice')).not.toContain('first 0');
    const other = await openAccount(api);
    const { page: refused } = await openPage(browser, `${api.url}/sign-in?next=/admin/imports`);
    await refused.getByLabel('E-mail').fill(other.email);
    await refused.getByLabel('Password').fill(other.password);
    await refused.getByRole('button').click();
    await refused.waitForURL(`${api.url}/admin/imports`);
    expect(await refused.textContent('body')).toContain('permission_missing');
  });
});
