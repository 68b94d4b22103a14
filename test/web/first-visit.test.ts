import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { faultsOf, openBrowser, openPage } from '../helpers/browser.ts';
import { TestDrover } from '../helpers/drover.ts';

let drover: TestDrover;
let browser: Browser;

beforeAll(async () => {
  [drover, browser] = await Promise.all([TestDrover.up(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await drover?.stop();
});

test('whoever is not signed in is asked to, and gets to the address that was asked for', async () => {
  const page = await browser.newPage();
  await page.goto(`${drover.url}/workers`);
  await page.getByLabel('Token').fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Token').fill(drover.token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Workers', exact: true }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/workers');
  await page.close();
});

test('every address of the page is served the page; those of the interface are not', async () => {
  const document = await fetch(`${drover.url}/jobs/hello/builds/1`);
  expect(document.headers.get('content-type')).toMatch('text/html');
  expect(document.headers.get('cache-control')).toBe('no-cache');
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(await document.text())?.[1] ?? '';
  const asset = await fetch(`${drover.url}${script}`, { headers: { 'accept-encoding': 'br' } });
  expect(asset.headers.get('content-encoding')).toBe('br');
  expect(asset.headers.get('cache-control')).toMatch('immutable');
  expect((await fetch(`${drover.url}/assets/none.js`)).status).toBe(404);
  expect((await drover.request('GET', '/api/none')).json).toMatchObject({ status: 404, code: 'NOT_FOUND' });
});

test('a build that ends changes the home page without loading it again', async () => {
  const page = await openPage(browser, drover);
  await page.getByRole('link', { name: 'hello', exact: true }).waitFor();
  await drover.job('quick', 'echo hello');
  await drover.run('quick');
  await page.getByRole('link', { name: 'quick', exact: true }).waitFor();
  expect(faultsOf(page)).toEqual([]);
  await page.close();
});

test('an address that does not exist says so', async () => {
  const page = await openPage(browser, drover, '/nothing/here');
  await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
  await page.close();
});
