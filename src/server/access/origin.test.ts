import { expect, test } from 'vitest';
import { isAllowedOrigin } from './origin.ts';

test.each([
  ['no browser', undefined, 'http', 'ci:7420', null, true],
  ['the server itself', 'http://ci:7420', 'http', 'ci:7420', null, true],
  ['another port', 'http://ci:80', 'http', 'ci:7420', null, false],
  ['another site', 'https://evil.example', 'http', 'ci:7420', null, false],
  ['a site whose name begins like ours', 'http://ci:7420.evil.example', 'http', 'ci:7420', null, false],
  [
    'the public address behind a proxy',
    'https://ci.example',
    'http',
    'internal:7420',
    'https://ci.example/',
    true,
  ],
  ['a proxy that ends TLS', 'https://ci.example', 'http', 'ci.example', null, true],
  ['a page without TLS, to a server with', 'http://ci.example', 'https', 'ci.example', null, false],
  ['a sandboxed page', 'null', 'http', 'ci:7420', null, false],
])('%s', (_what, origin, protocol, host, publicUrl, allowed) => {
  expect(isAllowedOrigin(origin, { protocol, host }, publicUrl)).toBe(allowed);
});
