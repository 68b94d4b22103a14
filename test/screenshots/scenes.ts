import type { Page } from 'playwright-core';

export interface Scene {
  name: string;
  seed: 'usual' | 'huge' | 'empty' | 'builds' | 'github' | 'reports';
  address: string;
  /** A text by which the page is known to be there. */
  sign?: string | RegExp;
  /** Before the address is opened, as making requests slow or fail. */
  before?(page: Page): Promise<unknown>;
  act?(page: Page): Promise<unknown>;
}

const slow = (page: Page) => page.route('**/api/jobs*', () => {});
const failing = (page: Page) =>
  page.route('**/api/jobs*', (route) =>
    route.fulfill({
      status: 503,
      contentType: 'application/problem+json',
      body: JSON.stringify({
        type: 'about:blank',
        title: 'Not available now',
        status: 503,
        detail: 'Redis does not answer. Try again in a moment.',
        code: 'REDIS_UNAVAILABLE',
      }),
    }),
  );

/** The first connection breaks after a while, and no other succeeds. */
const losesConnection = (page: Page) => {
  let isFirst = true;
  return page.routeWebSocket(/./, (socket) => {
    if (!isFirst) return socket.close();
    isFirst = false;
    socket.connectToServer();
    setTimeout(() => void socket.close(), 1_500);
  });
};

export const scenes: readonly Scene[] = [
  { name: 'home', seed: 'usual', address: '/', sign: 'integration' },
  { name: 'home-folder', seed: 'usual', address: '/?folder=team%2Fbackend', sign: 'api' },
  { name: 'home-search', seed: 'usual', address: '/?q=web', sign: 'web' },
  { name: 'home-nothing-found', seed: 'usual', address: '/?q=zzz', sign: 'No job' },
  { name: 'home-loading', seed: 'usual', address: '/', before: slow },
  { name: 'home-failing', seed: 'usual', address: '/', before: failing, sign: 'Not available' },
  { name: 'job', seed: 'usual', address: '/jobs/worker', sign: 'exited 2' },
  {
    name: 'job-definition',
    seed: 'usual',
    address: '/jobs/integration/definition',
    sign: 'Review and save',
    act: async (page) => {
      await page.getByRole('textbox', { name: 'Definition of' }).click();
      await page.keyboard.press('Control+End');
      await page.keyboard.type('\nstagse: 1\ncon');
      await page.locator('.cm-lintRange-error').first().waitFor();
    },
  },
  { name: 'job-schedules', seed: 'usual', address: '/jobs/terraform-plan/schedules', sign: 'Nightly' },
  { name: 'job-no-schedules', seed: 'usual', address: '/jobs/web/schedules', sign: 'only when' },
  {
    name: 'job-run',
    seed: 'usual',
    address: '/jobs/parameters?run',
    sign: 'PASSPHRASE',
    act: async (page) => {
      await page.getByRole('dialog').getByRole('button', { name: 'Run', exact: true }).click();
    },
  },
  { name: 'job-never-built', seed: 'empty', address: '/jobs/hello', sign: 'Never built' },
  { name: 'queue', seed: 'usual', address: '/queue', sign: 'in the order of their turns' },
  { name: 'workers', seed: 'usual', address: '/workers', sign: 'Add a worker' },
  {
    name: 'worker',
    seed: 'usual',
    address: '/workers',
    sign: 'Add a worker',
    act: (page) => page.getByRole('main').getByRole('link', { name: 'vm' }).first().click(),
  },
  { name: 'github', seed: 'github', address: '/github', sign: 'mallory' },
  { name: 'github-job', seed: 'github', address: '/jobs/site/branches', sign: 'site_pr25' },
  { name: 'github-build', seed: 'github', address: '/jobs/site_pr25/builds/1', sign: 'Cause' },
  { name: 'github-empty', seed: 'empty', address: '/github', sign: 'No repository is linked' },
  {
    name: 'connection-lost',
    seed: 'usual',
    address: '/',
    before: losesConnection,
    sign: 'Connection lost',
  },
  { name: 'reports', seed: 'usual', address: '/reports?days=7', sign: 'broken since' },
  { name: 'settings-account', seed: 'usual', address: '/settings', sign: 'this one' },
  { name: 'settings-tokens', seed: 'usual', address: '/settings/tokens', sign: 'May do' },
  { name: 'settings-secrets', seed: 'usual', address: '/settings/secrets', sign: 'NPM_TOKEN' },
  {
    name: 'settings-new-secret',
    seed: 'usual',
    address: '/settings/secrets',
    sign: 'NPM_TOKEN',
    act: async (page) => {
      await page.getByRole('button', { name: 'New secret' }).click();
      await page.getByLabel('For').selectOption('folder');
      await page.getByLabel('Value').fill('hunter-222');
    },
  },
  { name: 'settings-users', seed: 'usual', address: '/settings/users', sign: 'grace' },
  {
    name: 'settings-retention',
    seed: 'usual',
    address: '/settings/retention',
    sign: 'newest 100 builds',
    act: (page) => page.getByRole('button', { name: 'Look' }).click(),
  },
  { name: 'settings-audit', seed: 'usual', address: '/settings/audit', sign: 'Answer' },
  { name: 'settings-system', seed: 'usual', address: '/settings/system', sign: 'Everything belongs' },
  { name: 'login', seed: 'usual', address: '/login', sign: 'Sign in to Drover' },
  {
    name: 'keys',
    seed: 'usual',
    address: '/',
    sign: 'integration',
    act: async (page) => {
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'not-found', seed: 'usual', address: '/nothing', sign: 'There is nothing here' },
  { name: 'first-start', seed: 'empty', address: '/', sign: 'Welcome' },
  { name: 'queue-empty', seed: 'empty', address: '/queue', sign: 'Nothing waits' },
  { name: 'home-huge', seed: 'huge', address: '/', sign: 'job-0' },
];
