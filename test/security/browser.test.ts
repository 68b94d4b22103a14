import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultsOf, openBrowser, openPage } from '../helpers/browser.ts';
import { TestDrover } from '../helpers/drover.ts';

/** What a build may leave for whoever looks at it: a page that tries everything, and a picture that does too. */
const evil = `<!doctype html><title>harmless</title><body><p id="said">nothing</p>
<style>p { color: rgb(1, 2, 3) }</style>
<img src="/favicon.svg" onerror="document.title='image'">
<form action="/api/session" method="post"></form>
<script>
  document.title = 'ran';
  fetch('/api/users').then((a) => a.text()).then((t) => { document.title = t; });
</script>`;
const evilPicture = `<svg xmlns="http://www.w3.org/2000/svg"><script>document.documentElement.setAttribute('ran', '1')</script></svg>`;

let drover: TestDrover;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [drover, browser] = await Promise.all([TestDrover.up(), openBrowser()]);
  await drover.define('evil', {
    artifacts: ['*.html', '*.svg', '*.txt'],
    env: { PAGE: evil, PICTURE: evilPicture },
    stages: [
      {
        title: 'Make',
        steps: [
          {
            title: 'write',
            command: 'echo "$PAGE" >a.html; echo "$PICTURE" >a.svg; echo "$PAGE" >a.txt; echo "$PAGE"',
          },
        ],
      },
    ],
  });
  await drover.run('evil');
  page = await openPage(browser, drover);
});
afterAll(async () => {
  await browser?.close();
  await drover?.stop();
});

const file = (name: string): string => `${drover.url}/api/jobs/evil/builds/1/files/artifacts/${name}`;

describe('an artifact that is a page', () => {
  test('is downloaded, when it is just opened', async () => {
    const answer = await drover.request('GET', new URL(file('a.html')).pathname);
    expect(answer.headers.get('content-disposition')).toBe('attachment');
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(answer.headers.get('content-security-policy')).toMatch(/^sandbox;/);
  });

  test('is shown on request, but runs nothing, asks for nothing and has no origin', async () => {
    const tab = await page.context().newPage();
    const asked: string[] = [];
    tab.on('response', (answer) => asked.push(answer.url()));
    await tab.goto(`${file('a.html')}?inline=true`);
    await tab.waitForTimeout(500);
    expect(await tab.title()).toBe('harmless');
    expect(asked.filter((url) => !url.includes('a.html'))).toEqual([]);
    // Evaluated by the debugger, which the sandbox does not stop.
    expect(await tab.evaluate('self.origin')).toBe('null');
    expect(await tab.evaluate("getComputedStyle(document.getElementById('said')).color")).toBe(
      'rgb(1, 2, 3)',
    );
    await tab.close();
  });

  test('in the form of a picture runs nothing either', async () => {
    const tab = await page.context().newPage();
    await tab.goto(`${file('a.svg')}?inline=true`);
    expect(await tab.evaluate("document.documentElement.hasAttribute('ran')")).toBe(false);
    await tab.close();
  });

  test.each(['a.txt', 'a.txt?inline=true'])('in a file of text stays text: %s', async (name) => {
    const tab = await page.context().newPage();
    await tab.goto(file(name));
    expect(await tab.title()).toBe('');
    expect(await tab.textContent('body')).toContain('<script>');
    await tab.close();
  });

  test('in a log stays text', async () => {
    const tab = await page.context().newPage();
    for (const query of ['', '?tail=100', '?follow=true']) {
      await tab.goto(`${drover.url}/api/jobs/evil/builds/1/log${query}`);
      expect([query, await tab.title()]).toEqual([query, '']);
      expect(await tab.textContent('body')).toContain('<script>');
    }
    await tab.close();
  });
});

describe('a page of another site', () => {
  /** Served by another origin, as whatever it wants; the browser has the cookie of a session here. */
  async function elsewhere(): Promise<Page> {
    const tab = await page.context().newPage();
    await tab.route('http://evil.example/**', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<p>hi' }),
    );
    await tab.goto('http://evil.example/');
    return tab;
  }

  test('cannot show ours in a frame', async () => {
    const tab = await elsewhere();
    await tab.setContent(`<iframe src="${drover.url}"></iframe>`);
    await tab.waitForTimeout(500);
    const texts = await Promise.all(
      tab
        .frames()
        .slice(1)
        .map((frame) => frame.content().catch(() => '')),
    );
    expect(texts.join()).not.toContain('id="root"');
    await tab.close();
    const { headers } = await fetch(drover.url);
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-frame-options')).toBe('DENY');
  });

  test('starts nothing, reads nothing and opens no WebSocket with the cookie', async () => {
    const tab = await elsewhere();
    const said = await tab.evaluate(async (url) => {
      const ask = (path: string, options: RequestInit = {}) =>
        fetch(url + path, { credentials: 'include', mode: 'no-cors', ...options }).then(
          (answer) => answer.type,
          () => 'failed',
        );
      const read = await fetch(`${url}/api/users`, { credentials: 'include' }).then(
        () => 'read',
        () => 'failed',
      );
      const socket = await new Promise((resolve) => {
        const opened = new WebSocket(`${url.replace('http', 'ws')}/api/live`, ['drover']);
        opened.onopen = () => resolve('open');
        opened.onerror = () => resolve('failed');
      });
      await ask('/api/jobs/evil/builds', { method: 'POST' });
      return { read, socket };
    }, drover.url);
    expect(said).toEqual({ read: 'failed', socket: 'failed' });
    const { json } = await drover.request<{ builds: unknown[] }>('GET', '/api/jobs/evil/builds');
    expect(json.builds).toHaveLength(1);
    await tab.close();
  });
});

test('our own pages ask for nothing that their policy forbids, and scripts do not see the cookie', async () => {
  const policy = (text: string): boolean => /Content Security Policy/i.test(text);
  for (const path of ['/', '/jobs/evil/builds/1', '/workers', '/api/docs']) {
    await page.goto(drover.url + path);
    await page.waitForLoadState('networkidle');
    expect([path, await page.evaluate('document.cookie')]).toEqual([path, '']);
    expect([path, faultsOf(page).filter(policy)]).toEqual([path, []]);
  }
  expect(await page.locator('.swagger-ui .info').count()).toBeGreaterThan(0);
});

test('a login link signs in once, and leaves no code in the address', async () => {
  const { json } = await drover.request<{ url: string }>('POST', '/api/session/links', {});
  const tab = await (await browser.newContext()).newPage();
  await tab.goto(json.url);
  await tab.getByRole('banner').waitFor();
  expect(tab.url()).not.toContain('code');
  await tab.context().close();
});
