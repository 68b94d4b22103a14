import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, openPage } from '../helpers/browser.ts';
import { repository, TestDrover } from '../helpers/drover.ts';
import { FakeGithub } from '../helpers/fake-github.ts';
import { buildScenes, seedBuilds } from './builds.ts';
import { githubEnvironment, seedGithub } from './github.ts';
import { reportScenes, seedReports } from './reports.ts';
import { type Scene, scenes } from './scenes.ts';
import { seedHuge, seedUsual } from './seed.ts';

/**
 * `npm run screenshots [-- WORD…]`: a picture of every page in every state, light and dark, wide and on a phone, in
 * `screenshots/`; with words only the scenes that have one in their name. For eyes, not for comparison.
 */
const folder = join(repository, 'screenshots');
const words = process.argv.slice(2);

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;

const looks = [
  { name: 'light', options: { colorScheme: 'light' } },
  { name: 'dark', options: { colorScheme: 'dark' } },
  { name: 'phone', options: { colorScheme: 'light', ...phone } },
  { name: 'phone-dark', options: { colorScheme: 'dark', ...phone } },
] as const;

const seeds = {
  usual: seedUsual,
  huge: seedHuge,
  empty: async () => {},
  builds: seedBuilds,
  github: seedGithub,
  reports: seedReports,
};

async function main(): Promise<void> {
  const wanted = [...scenes, ...buildScenes, ...reportScenes].filter(
    ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
  );
  await mkdir(folder, { recursive: true });
  const [browser, github] = await Promise.all([openBrowser(), FakeGithub.start()]);
  try {
    for (const [seed, fill] of Object.entries(seeds)) {
      const here = wanted.filter((scene) => scene.seed === seed);
      if (here.length === 0) continue;
      const drover = await TestDrover.up({ DROVER_SLOTS: '3', ...githubEnvironment(github) });
      try {
        await fill(drover, github);
        for (const scene of here) await show(browser, drover, scene);
      } finally {
        await drover.stop();
      }
    }
  } finally {
    await browser.close();
    await github.stop();
  }
}

async function show(browser: Browser, drover: TestDrover, scene: Scene): Promise<void> {
  for (const { name, options } of looks) {
    const page = await openPage(browser, drover, '/nothing', { ...options, reducedMotion: 'reduce' });
    await scene.before?.(page);
    await page.goto(drover.url + scene.address);
    await settle(page, scene);
    await page.screenshot({ path: join(folder, `${scene.name}-${name}.png`) });
    await page.context().close();
    process.stdout.write(`${scene.name}-${name}.png\n`);
  }
}

async function settle(page: Page, scene: Scene): Promise<void> {
  if (scene.sign !== undefined) await page.getByText(scene.sign).first().waitFor();
  await scene.act?.(page);
  await page.evaluate('document.fonts.ready.then(() => true)');
  await page.waitForTimeout(400);
}

await main();
