import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { applySgr, plain } from '../../../src/log/style.ts';
import { contrast, cssOf, readable, rgb, surfaces } from './colors.ts';

const tokens = readFileSync(join(import.meta.dirname, '../styles/tokens.css'), 'utf8');

test('logs are shown on the surfaces that the tokens name', () => {
  expect(tokens).toContain(`--surface-0: light-dark(${surfaces.light}, ${surfaces.dark});`);
});

test.each(['light', 'dark'] as const)('each of the 256 colours can be read in the %s theme', (theme) => {
  for (let color = 0; color < 256; color += 1)
    expect(contrast(rgb(readable(color, surfaces[theme])), rgb(surfaces[theme]))).toBeGreaterThanOrEqual(4.5);
});

test('text on a coloured ground can be read', () => {
  for (const parameters of ['41', '31;41', '30;47', '97;107', '7', '31;7', '48;5;226;37', '8;41', '2;43']) {
    const css = cssOf(applySgr(plain, parameters));
    const pairs = [css?.color, css?.backgroundColor].map((color) => /\((#\w+), (#\w+)\)/.exec(color ?? ''));
    for (const theme of [1, 2]) {
      const [front, back] = pairs.map((match) => rgb(match?.[theme] ?? ''));
      if (parameters !== '8;41') expect(contrast(front!, back!)).toBeGreaterThanOrEqual(4.5);
    }
  }
});

test('a style without looks sets nothing', () => {
  expect(cssOf(plain)).toBeNull();
});
