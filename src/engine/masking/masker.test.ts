import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unmaskable } from '../../lib/unmaskable.ts';
import { createMasker, type Masker } from './index.ts';
import { needlesOf } from './needles.ts';

const masker = (...values: string[]): Masker => createMasker(values) as Masker;

/** Every needle at every place, one after the other: slow and plain. */
function byHand(needles: readonly Buffer[], bytes: Buffer): Buffer {
  const covered = new Uint8Array(bytes.length + 1);
  const begins = new Set<number>();
  for (const needle of needles) {
    for (let at = bytes.indexOf(needle); at !== -1; at = bytes.indexOf(needle, at + 1)) {
      covered.fill(1, at, at + needle.length);
      begins.add(at);
    }
  }
  const out: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    if (covered[at] === 0) out.push(bytes.subarray(at, at + 1));
    else if (at === 0 || covered[at - 1] === 0) out.push(Buffer.from('***'));
  }
  return Buffer.concat(out);
}

function inPieces(masking: Masker, bytes: Buffer, cuts: readonly number[]): Buffer {
  const out: Buffer[] = [];
  // What is emitted is copied at once, and what was given is overwritten: both are valid during the call only.
  const stream = masking.stream((part) => out.push(Buffer.from(part)));
  const places = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  let from = 0;
  for (const to of places) {
    const piece = Buffer.from(bytes.subarray(from, to));
    stream.add(piece);
    piece.fill(0);
    from = to;
  }
  stream.flush();
  return Buffer.concat(out);
}

/** Few letters, so that needles overlap, begin alike and lie within each other. */
const dense = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), minLength: 6, maxLength: 24 });
const secret = fc
  .oneof(dense, fc.string({ unit: 'binary', minLength: 6, maxLength: 40 }), fc.string({ minLength: 6 }))
  .map((text) => text.toWellFormed())
  .filter((text) => unmaskable(text) === null);
const cuts = fc.array(fc.nat(), { maxLength: 12 });

test('no output stream, however cut, lets a needle through', () => {
  const cases = fc.array(secret, { minLength: 1, maxLength: 5 }).chain((secrets) => {
    const needles = needlesOf(secrets);
    const part = fc.oneof(
      fc.constantFrom(...needles),
      // The beginning and the end of one, and one that a neighbour changes.
      fc.tuple(fc.constantFrom(...needles), fc.nat()).map(([all, at]) => all.subarray(0, at % all.length)),
      fc.tuple(fc.constantFrom(...needles), fc.nat()).map(([all, at]) => all.subarray(at % all.length)),
      fc.string({ maxLength: 40 }).map((text) => Buffer.from(text)),
      fc.constantFrom('\n', ' ', '=', 'a', 'b').map((text) => Buffer.from(text)),
      fc.integer({ min: 1, max: 300 }).map((size) => Buffer.alloc(size, 'ordinary text ')),
    );
    return fc.record({ secrets: fc.constant(secrets), parts: fc.array(part, { maxLength: 20 }), cuts });
  });
  const property = fc.property(cases, ({ secrets, parts, cuts }) => {
    const bytes = Buffer.concat(parts);
    const needles = needlesOf(secrets);
    const out = inPieces(masker(...secrets), bytes, cuts);
    expect(out.equals(byHand(needles, bytes))).toBe(true);
    // One that has a star in it can come about around a mask, from what is no secret.
    for (const needle of needles) if (!needle.includes('*')) expect(out.includes(needle)).toBe(false);
  });
  fc.assert(property, { numRuns: 500 });
});

test('what holds no needle passes byte for byte, in whatever pieces', () => {
  const property = fc.property(fc.uint8Array({ maxLength: 2_000 }), cuts, (raw, cuts) => {
    const bytes = Buffer.from(raw);
    const secrets = ['correct horse battery', 'ghp_0123456789abcdef'];
    fc.pre(needlesOf(secrets).every((needle) => !bytes.includes(needle)));
    expect(inPieces(masker(...secrets), bytes, cuts).equals(bytes)).toBe(true);
  });
  fc.assert(property);
});

test('a value is found as any of its encodings, also within a longer text', () => {
  const values = fc
    .string({ unit: 'grapheme', minLength: 8, maxLength: 60 })
    .filter((text) => text.trim().length >= 8);
  const affix = fc.string({ maxLength: 5 });
  const property = fc.property(values, affix, affix, (given, before, after) => {
    const value = given.toWellFormed();
    const hide = masker(value);
    const whole = Buffer.from(before + value + after);
    for (const printed of [
      value,
      JSON.stringify({ token: value }),
      `https://ci@host/?q=${encodeURIComponent(value)}`,
      new URLSearchParams({ q: value }).toString().replaceAll(/[~]/g, '~'),
      whole.toString('hex'),
    ]) {
      if (!printed.includes('q=') || !/[~*'()!]/.test(value)) expect(hide.text(printed)).toContain('***');
    }
    // Up to two characters at each end belong to a neighbour as well, and with fewer than 8 bytes that is too much.
    const encoded = hide.text(whole.toString('base64'));
    const stays =
      Math.ceil((Buffer.byteLength(before) * 8) / 6) + Math.ceil((Buffer.byteLength(after) * 8) / 6) + 4;
    expect(encoded.replace('***', '').length).toBeLessThanOrEqual(stays + 4);
    expect(hide.text(whole.toString('base64url'))).toContain('***');
  });
  fc.assert(property);
});

test('each long line of a value of several lines is hidden by itself', () => {
  const key = '-----BEGIN KEY-----\nMIIEvQIBADANBg\r\n  indented line\n}\nabc\n-----END KEY-----\n';
  expect(masker(key).text('x MIIEvQIBADANBg y\nindented line\n}\nabc')).toBe('x *** y\n***\n}\nabc');
  expect(masker(key).text(`"${key.replaceAll('\r', '').replaceAll('\n', '\\n')}"`)).not.toContain('MII');
});

test('base64 and hex in lines, as the tools print them, are hidden', () => {
  const key = Array.from({ length: 40 }, (_, at) => `line ${at} of a secret`).join('\n');
  const base64 = Buffer.from(key).toString('base64').replaceAll(/.{76}/g, '$&\n');
  expect(masker(key).text(base64)).toMatch(/^(\*\*\*\n)+\*\*\*$/);
  const hex = Buffer.from(key).toString('hex').replaceAll(/.{60}/g, '$&\n');
  expect(masker(key).text(hex)).toMatch(/^(\*\*\*\n)+\*\*\*$/);
});

test('what a shell prints of a command with a secret in it is hidden', () => {
  const value = `it's "$HOME" & <b>\\n`;
  for (const printed of [
    `+ curl -H 'it'\\''s "$HOME" & <b>\\n'`,
    `it\\'s\\ \\"\\$HOME\\"\\ \\&\\ \\<b\\>\\\\n`,
  ])
    expect(masker(value).text(printed)).toMatch(/^(\+ curl -H ')?\*\*\*'?$/);
});

test('values that touch or overlap become one mask', () => {
  expect(masker('secret', 'cretin', 'abcdef').text('<secretin> <abcdefsecret>')).toBe('<***> <***>');
});

test('no more is kept back than what may become a needle', () => {
  const out: string[] = [];
  const stream = masker('hunter2-secret').stream((part) => out.push(Buffer.from(part).toString()));
  stream.add(Buffer.from('password: hun'));
  expect(out.splice(0).join('')).toBe('password: ');
  stream.add(Buffer.from('gry'));
  expect(out.splice(0).join('')).toBe('hungry');
  stream.add(Buffer.from(' hunter2-secret'));
  expect(out.splice(0).join('')).toBe(' ***');
});

test('a value that repeats itself takes no longer than its length', () => {
  const value = 'a'.repeat(50_000);
  const hide = masker(value);
  const begin = performance.now();
  expect(hide.bytes(Buffer.alloc(1_000_000, 'a')).toString()).toBe('***');
  expect(hide.bytes(Buffer.alloc(49_999, 'a')).length).toBe(49_999);
  // By trying each place anew this would take minutes.
  expect(performance.now() - begin).toBeLessThan(20_000);
});

test('nothing to hide: there is no masker', () => {
  expect(createMasker([])).toBeNull();
  expect(createMasker(['', '   '])).toBeNull();
});

test('a value that is too short is refused with the reason', () => {
  expect(unmaskable(' 12345\n')).toContain('too few to be masked');
  expect(unmaskable('123456')).toBeNull();
});
