import type { Browser, Page } from 'playwright-core';
import { AccountTokensService } from '../../src/features/account-tokens/account-tokens.service.js';
import { openAccount, PASSWORD } from '../builders/an-account.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { closeBrowsers, openPage, startBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';

const NEW_PASSWORD = 'seven ravens over the marsh';
const INVALID = 'This link is not valid, or not any more. Ask for a new one.';
let api: TestApi;
let browser: Browser;

beforeAll(async () => {
  [api, browser] = await Promise.all([startApi(), startBrowser()]);
});

afterAll(closeBrowsers);

async function follow(page: string, user: { id: number; email: string }) {
  const purpose = page === 'verify-email' ? 'verify_email' : 'reset_password';
  const token = await api.app.get(AccountTokensService, { strict: false }).issue(user, purpose, 1);
  return openPage(browser, `${api.url}/${page}#token=${token}`);
}

/** Presses the button and waits for the page to say what happened. */
async function press(page: Page, expected: RegExp): Promise<void> {
  await page.getByRole('button').click();
  await eventually(async () => expected.test((await page.getByRole('status').textContent()) ?? ''));
}

describe('following a link from a mail in a browser', () => {
  it('verifies an address by a button, and not by looking at the page [W2.B2] [W8.I1]', async () => {
    const account = await openAccount(api);
    const { page, complaints } = await follow('verify-email', account);
    expect(page.url()).toBe(`${api.url}/verify-email`);
    expect((await account.http.get('/api/v1/profile')).body).toMatchObject({ emailVerified: false });
    await press(page, /your address is verified/);
    expect((await account.http.get('/api/v1/profile')).body).toMatchObject({ emailVerified: true });
    expect(await page.getByRole('button').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('resets a password once it is a good one [W2.B3] [W8.I1]', async () => {
    const account = await openAccount(api);
    const { page } = await follow('reset-password', account);
    expect(page.url()).toBe(`${api.url}/reset-password`);
    await page.getByLabel('New password').fill('qwertyuiop12');
    await press(page, /among the commonest/);
    await page.getByLabel('New password').fill(NEW_PASSWORD);
    await press(page, /Your password is changed/);
    const login = (password: string) =>
      api.anonymous().post('/api/v1/auth/login').send({ email: account.email, password });
    await login(NEW_PASSWORD).expect(200);
    await login(PASSWORD).expect(401);
  });

  it('says when the link is worth nothing', async () => {
    const { page } = await openPage(browser, `${api.url}/verify-email#token=<img src=x>`);
    await press(page, new RegExp(INVALID));
    expect(await page.locator('main img').count()).toBe(0);
  });
});
