import { expect, test } from 'vitest';
import { isAllowedOrigin } from './origin.ts';

test.each([
  ['no browser', undefined, 'ci:7420', null, true],
  ['the server itself', 'http://ci:7420', 'ci:7420', null, true],
  ['another port', 'http://ci:80', 'ci:7420', null, false],
  ['another site', 'https://evil.example', 'ci:7420', null, false],
  ['the public address behind a proxy', 'https://ci.example', 'internal:7420', 'https://ci.example/', true],
  ['a sandboxed page', 'null', 'ci:7420', null, false],
])('%s', (_what, origin, host, publicUrl, allowed) => {
  expect(isAllowedOrigin(origin, host, publicUrl)).toBe(allowed);
});
