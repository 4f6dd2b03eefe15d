import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { closeBrowsers, openPage, startBrowser } from '../support/browser.ts';

let api: TestApi;
let browser: Browser;

beforeAll(async () => {
  [api, browser] = await Promise.all([startApi(), startBrowser()]);
});

afterAll(closeBrowsers);

const files = readdirSync('public', { recursive: true, encoding: 'utf8' });
// Of those who are signed in there are tests of their own.
const isForAll = (file: string) => file.endsWith('.html') && !file.startsWith('imports/');
const PAGES = ['/', ...files.filter(isForAll).map((file) => `/static/${file}`)];

/** What a stored text could do if a page showed it as HTML. */
const INJECT = `
  const script = document.createElement('script');
  script.textContent = 'window.injected = true';
  const box = document.createElement('div');
  box.innerHTML = '<img src="/static/icon.svg" onload="window.injected = true">';
  document.body.append(script, box);`;

describe('in a real browser', () => {
  it.each(PAGES)(
    'the page %s loads with its styles, and the browser complains of nothing [W8.I1]',
    async (path) => {
      const { page, complaints } = await openPage(browser, api.url + path);
      expect(complaints).toEqual([]);
      expect(await page.locator('h1').count()).toBe(1);
      const styled = '[...document.styleSheets].every((sheet) => sheet.cssRules.length > 0)';
      expect(await page.evaluate(styled)).toBe(true);
    },
  );

  it.each(['/docs', '/docs/'])(
    'Swagger UI on %s shows the operations and sends one [W8.I1]',
    async (path) => {
      const { page, complaints } = await openPage(browser, api.url + path);
      await page.locator('.opblock').first().waitFor();
      // Of a long document it makes what can be seen.
      await eventually(async () => {
        await page.mouse.wheel(0, 1000);
        return (await page.locator('.opblock', { hasText: '/api/v1/profile' }).count()) > 0;
      }, 20_000);
      await page.keyboard.press('Home');
      const about = page.locator('.opblock', { hasText: '/about' });
      await about.locator('.opblock-summary-control').click();
      await about.getByRole('button', { name: 'Execute' }).click();
      const answer = about.locator('.live-responses-table .highlight-code').first();
      expect(await answer.textContent()).toContain('Groundwork: a complete NestJS backend');
      expect(complaints).toEqual([]);
    },
  );

  it.each(['/', '/docs'])(
    'on %s an injected script does not run, and the browser says why [W8.I1] [W8.I2]',
    async (path) => {
      const { page, complaints } = await openPage(browser, api.url + path);
      await page.evaluate(INJECT);
      await page.waitForTimeout(300);
      expect(await page.evaluate(`'injected' in window`)).toBe(false);
      await eventually(
        () => complaints.filter((text) => text.includes('Content Security Policy')).length >= 2,
      );
    },
  );

  it('Swagger UI shows no description from elsewhere, whoever writes its address [W8.I6]', async () => {
    const elsewhere = encodeURIComponent('https://evil.example/openapi.json');
    const { page, complaints } = await openPage(
      browser,
      `${api.url}/docs?url=${elsewhere}&configUrl=${elsewhere}`,
    );
    await page.locator('.opblock').first().waitFor();
    expect(await page.locator('.info .title').textContent()).toContain('Groundwork');
    expect(complaints).toEqual([]);
  });

  it('a page of another origin cannot show one of ours in a frame [W8.I1]', async () => {
    const other = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(`<iframe src="${api.url}/"></iframe>`);
    }).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { page, complaints } = await openPage(browser, `http://127.0.0.1:${port}/`);
    await page.close();
    other.close();
    expect(complaints.join()).toContain("frame-ancestors 'none'");
  });
});
