import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSentinelAddress } from './sentinel-address.ts';

test('hosts, ports, the name and who signs in are read', () => {
  expect(parseSentinelAddress('redis-sentinel://a,b.example.org:26380,[::1]:5/mymaster')).toEqual({
    tls: false,
    username: null,
    password: null,
    sentinels: [
      { host: 'a', port: 26_379 },
      { host: 'b.example.org', port: 26_380 },
      { host: '::1', port: 5 },
    ],
    name: 'mymaster',
  });
});

test.each([
  ['rediss-sentinel://drover:p%40ss%2Fw@s:1/m', true, 'drover', 'p@ss/w'],
  ['redis-sentinel://:secret@s:1/m/', false, null, 'secret'],
  ['redis-sentinel://drover@s/m', false, 'drover', null],
])('%s', (text, tls, username, password) => {
  expect(parseSentinelAddress(text)).toMatchObject({ tls, username, password, name: 'm' });
});

test.each([
  'redis://s:1/m',
  'redis-sentinel://',
  'redis-sentinel://s',
  'redis-sentinel://s/',
  'redis-sentinel:///m',
  'redis-sentinel://s,/m',
  'redis-sentinel://s:0/m',
  'redis-sentinel://s:65536/m',
  'redis-sentinel://s s/m',
  'redis-sentinel://a:b@c@d/m',
  'redis-sentinel://:%zz@s/m',
  'redis-sentinel://s/m?db=1',
  `redis-sentinel://${Array(33).fill('s').join()}/m`,
])('%s is none', (text) => {
  expect(parseSentinelAddress(text)).toBeNull();
});

test('whatever the password holds, it is read as it was written', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, unit: 'grapheme' }),
      fc.string({ minLength: 1 }),
      (password, user) => {
        const text = `redis-sentinel://${encodeURIComponent(user)}:${encodeURIComponent(password)}@s/m`;
        expect(parseSentinelAddress(text)).toMatchObject({ username: user, password });
      },
    ),
  );
});
