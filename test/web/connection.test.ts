import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { faultsOf, openBrowser, openPage, ownProfile } from '../helpers/browser.ts';
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

test('the link that drover up prints signs in, once, and leaves no code in the address', async () => {
  const { json } = await drover.request<{ url: string }>('POST', '/api/session/links', {});
  const page = await browser.newPage();
  await page.goto(json.url);
  await page.getByRole('banner').waitFor();
  expect(page.url()).toBe(`${drover.url}/`);
  await page.context().clearCookies();
  await page.goto(json.url);
  await page.getByRole('alert').waitFor();
  await page.close();
});

test('the page can be loaded again, from what the browser has kept', async () => {
  const page = await openPage(browser, drover);
  for (let round = 0; round < 3; round++) {
    await page.goto(`${drover.url}/workers`);
    await page.getByRole('heading', { name: 'Workers', exact: true }).waitFor();
  }
  expect(faultsOf(page)).toEqual([]);
  await page.close();
});

test('two browsers see the same without loading again', async () => {
  const go = join(drover.data, 'go');
  await drover.job('shared', `while [ ! -e ${go} ]; do sleep 0.05; done`);
  const one = await openPage(browser, drover, '/', ownProfile);
  const other = await openPage(browser, drover, '/', ownProfile);
  await one.getByRole('button', { name: 'Run shared' }).first().click();
  await one.waitForURL('**/jobs/shared/builds/1');
  await other.getByRole('region', { name: 'Running now' }).getByText('#1').waitFor();
  await writeFile(go, '');
  await other.getByRole('link', { name: /^#1 succeeded/ }).waitFor();
  await one.getByText(/^Succeeded in/).waitFor();
  expect([...faultsOf(one), ...faultsOf(other)]).toEqual([]);
  await Promise.all([one.close(), other.close()]);
});

test('what is made and deleted elsewhere comes and goes on an open page', async () => {
  const page = await openPage(browser, drover);
  await page.getByRole('link', { name: 'hello', exact: true }).waitFor();
  await drover.job('passing', 'true');
  const link = page.getByRole('link', { name: 'passing', exact: true });
  await link.waitFor();
  for (let round = 0; round < 3; round++) await drover.run('passing');
  await link.click();
  const build = (number: number) => page.getByRole('table', { name: 'Builds' }).getByText(`#${number}`);
  await build(2).waitFor();
  await drover.request('DELETE', '/api/jobs/passing/builds/1');
  await build(1).waitFor({ state: 'detached' });
  await drover.request('DELETE', '/api/jobs/passing/builds/3');
  await build(3).waitFor({ state: 'detached' });
  await build(2).waitFor();
  await drover.request('DELETE', '/api/jobs/passing?confirm=passing');
  await page.getByRole('alert').getByText('passing').waitFor();
  expect(faultsOf(page)).toEqual([]);
  await page.close();
});

test('a server that was away is missed, found again, and what happened meanwhile is there', async () => {
  const { process: second, url } = await drover.startServer({
    DROVER_REDIS_URL: `unix://${drover.redisSocket}`,
    DROVER_PORT: '0',
  });
  const port = new URL(url).port;
  const page = await openPage(browser, { url, token: drover.token });
  await page.getByRole('link', { name: 'hello', exact: true }).waitFor();
  await second.stop('SIGKILL');
  await page.getByText('Connection lost').waitFor();
  await drover.job('meanwhile', 'true');
  await drover.run('meanwhile');
  await drover.startServer({ DROVER_REDIS_URL: `unix://${drover.redisSocket}`, DROVER_PORT: port });
  await page.getByText('Connected again').waitFor();
  await page.getByRole('link', { name: 'meanwhile', exact: true }).waitFor();
  await page.getByText('Connected again').waitFor({ state: 'hidden' });
  expect(faultsOf(page)).toEqual([]);
  await page.close();
});
