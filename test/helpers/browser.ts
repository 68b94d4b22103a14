import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { TestDrover } from './drover.ts';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The machine's own Chromium; `scripts/setup --test` installs it. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env['DROVER_TEST_CHROMIUM'] ?? places.find((place) => existsSync(place));
  if (executablePath === undefined) throw new Error('no Chromium found: run "bash scripts/setup --test"');
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--force-color-profile=srgb'],
  });
}

/** A page of a new profile, signed in, at that address. Whatever goes wrong in the page is in `faultsOf`. */
export async function openPage(
  browser: Browser,
  drover: Pick<TestDrover, 'url' | 'token'>,
  address = '/',
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const faults: string[] = [];
  faultsByPage.set(page, faults);
  page.on('pageerror', (error) => faults.push(`${error.message}\n${error.stack ?? ''}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !isExpected(message.text())) faults.push(message.text());
  });
  // As the form does, which has its own test; the cookie is that of the profile.
  const answer = await context.request.post(`${drover.url}/api/session`, {
    data: { token: drover.token },
    headers: { origin: drover.url },
  });
  if (!answer.ok()) throw new Error(`not signed in: ${await answer.text()}`);
  await page.goto(drover.url + address);
  await page.getByRole('banner').waitFor();
  return page;
}

const faultsByPage = new WeakMap<Page, string[]>();

/** What the page threw, or what the browser refused it, as by the content security policy. */
export const faultsOf = (page: Page): readonly string[] => faultsByPage.get(page) ?? [];

/** Chromium itself reports every answer of the server that is an error; the page deals with them. */
const isExpected = (text: string): boolean => /^Failed to load resource|WebSocket connection to/.test(text);
