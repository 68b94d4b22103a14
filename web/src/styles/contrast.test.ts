import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const text = readFileSync(`${import.meta.dirname}/tokens.css`, 'utf8');
const tokens = new Map(
  [...text.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }],
  ),
);

type Theme = 'light' | 'dark';
const surfaces = ['surface-0', 'surface-1', 'surface-2'];
const statuses = [...tokens.keys()].filter((name) => name.startsWith('status-'));
const themes: Theme[] = ['light', 'dark'];

/** Relative luminance of WCAG 2. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string, theme: Theme): number {
  const [dark = 0, light = 0] = [one, other]
    .map((name) => luminance(tokens.get(name)?.[theme] ?? ''))
    .sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

test('every colour has a light and a dark value', () => {
  const colours = [...text.matchAll(/--([\w-]+):.*#/g)].map(([, name]) => name);
  expect(colours).toEqual([...tokens.keys()]);
  expect(statuses).toHaveLength(8);
});

test.each(themes)('texts and statuses can be read on every surface in the %s theme (AA, 4.5)', (theme) => {
  const low: string[] = [];
  for (const name of ['text-1', 'text-2', 'text-3', 'accent', ...statuses])
    for (const surface of surfaces) {
      const measured = contrast(name, surface, theme);
      if (!(measured >= 4.5)) low.push(`${name} on ${surface}: ${measured.toFixed(2)}`);
    }
  expect(low).toEqual([]);
});

test.each(themes)('what has to be seen but not read has 3.0 in the %s theme', (theme) => {
  for (const surface of surfaces)
    expect(contrast('line-strong', surface, theme), surface).toBeGreaterThanOrEqual(3);
  expect(contrast('on-accent', 'accent', theme)).toBeGreaterThanOrEqual(4.5);
});
