import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const rulesOfColors = ['color-contrast', 'link-in-text-block'];

/** What axe-core finds wrong with the page as it is shown: rule, and the elements. */
export const violationsOf = (page: Page): Promise<string[]> => violations(page, {});

/** The same in both themes. They have the same elements: in the dark one only the rules about colours are asked again. */
export async function violationsInBothThemes(page: Page): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'light' });
  const inLight = await violationsOf(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  const inDark = await violations(page, { runOnly: { type: 'rule', values: rulesOfColors } });
  await page.emulateMedia({ colorScheme: 'light' });
  return [...inLight.map((one) => `light: ${one}`), ...inDark.map((one) => `dark: ${one}`)];
}

async function violations(page: Page, options: axe.RunOptions): Promise<string[]> {
  // Evaluated by the debugger, which no content security policy concerns.
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(source);
  const result = await page.evaluate(
    (wanted) =>
      (globalThis as unknown as { axe: typeof axe }).axe.run({ resultTypes: ['violations'], ...wanted }),
    options,
  );
  return result.violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} (${failureSummary ?? ''})`).join('; ')}`,
  );
}
