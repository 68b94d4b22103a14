import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatAddress, parseAddress } from './line-address.ts';

test.each([
  ['#Build/Compile', { log: 'Build/Compile.log', lines: null }],
  ['#Build/Compile:120', { log: 'Build/Compile.log', lines: { from: 120, to: 120 } }],
  ['#Build/Compile:140-120', { log: 'Build/Compile.log', lines: { from: 120, to: 140 } }],
  ['#onStart:3', { log: 'onStart.log', lines: { from: 3, to: 3 } }],
  ['', null],
])('%j is read', (hash, address) => {
  expect(parseAddress(hash)).toEqual(address);
});

test('what is written is read back', () => {
  const log = fc
    .stringMatching(/^[A-Za-z0-9._-]{1,10}(\/[A-Za-z0-9._-]{1,10})?$/)
    .map((path) => `${path}.log`);
  const lines = fc.option(fc.tuple(fc.integer({ min: 1, max: 1e9 }), fc.nat(100)));
  fc.assert(
    fc.property(log, lines, (path, range) => {
      const address = { log: path, lines: range && { from: range[0], to: range[0] + range[1] } };
      expect(parseAddress(formatAddress(address))).toEqual(address);
    }),
  );
});
