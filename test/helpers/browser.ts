import { existsSync } from 'node:fs';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
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

type Where = Pick<TestDrover, 'url' | 'token'>;

/** A new profile that has loaded nothing yet, with the cookie of a session: as the form gives it, which has its own test. */
export async function signedIn(
  browser: Browser,
  drover: Where,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const answer = await context.request.post(`${drover.url}/api/session`, {
    data: { token: drover.token },
    headers: { origin: drover.url },
  });
  if (!answer.ok()) throw new Error(`not signed in: ${await answer.text()}`);
  return context;
}

/** Options for a page in a profile of its own, as another person has it. */
export const ownProfile: BrowserContextOptions = {};

/**
 * A page, signed in, at that address. Without options it is one more tab of the browser's profile for that server and
 * token, which has the scripts already. Whatever goes wrong in the page is in `faultsOf`.
 */
export async function openPage(
  browser: Browser,
  drover: Where,
  address = '/',
  options?: BrowserContextOptions,
): Promise<Page> {
  const context = await (options === undefined
    ? sharedProfile(browser, drover)
    : signedIn(browser, drover, options));
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const faults: string[] = [];
  faultsByPage.set(page, faults);
  page.on('pageerror', (error) => faults.push(`${error.message}\n${error.stack ?? ''}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !isExpected(message.text())) faults.push(message.text());
  });
  await page.goto(drover.url + address);
  await page.getByRole('banner').waitFor();
  return page;
}

const profiles = new WeakMap<Browser, Map<string, Promise<BrowserContext>>>();

function sharedProfile(browser: Browser, drover: Where): Promise<BrowserContext> {
  const known = profiles.get(browser) ?? new Map<string, Promise<BrowserContext>>();
  profiles.set(browser, known);
  const key = `${drover.url} ${drover.token}`;
  const opened =
    known.get(key) ??
    signedIn(browser, drover).then((context) => {
      context.on('close', () => known.delete(key));
      return context;
    });
  known.set(key, opened);
  return opened;
}

const faultsByPage = new WeakMap<Page, string[]>();

/** What the page threw, or what the browser refused it, as by the content security policy. */
export const faultsOf = (page: Page): readonly string[] => faultsByPage.get(page) ?? [];

/** Chromium itself reports every answer of the server that is an error; the page deals with them. */
const isExpected = (text: string): boolean => /^Failed to load resource|WebSocket connection to/.test(text);
