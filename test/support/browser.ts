import { type Browser, chromium, type Page } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const running: Browser[] = [];

/** Starts a real browser, with a profile of its own that is thrown away. `closeBrowsers` ends it. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = process.env.GROUNDWORK_TEST_BROWSER;
  if (!executablePath) throw new Error(process.env.GROUNDWORK_TEST_NO_BROWSER ?? 'no browser was looked for');
  const browser = await chromium.launch({ executablePath, args: FLAGS, headless: true });
  running.push(browser);
  return browser;
}

export async function closeBrowsers(): Promise<void> {
  for (const browser of running.splice(0)) await browser.close();
}

export interface OpenedPage {
  page: Page;
  /** What the browser complained of: errors on the console, exceptions, requests that failed, breaches of the CSP. */
  complaints: string[];
}

/** Opens an address in a new window without cookies. */
export async function openPage(browser: Browser, url: string): Promise<OpenedPage> {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('requestfailed', (request) => complaints.push(`${request.url()} ${request.failure()?.errorText}`));
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.url()} ${response.status()}`);
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  return { page, complaints };
}
