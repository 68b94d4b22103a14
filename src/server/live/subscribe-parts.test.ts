import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inParts } from '../../live/client/in-parts.ts';
import type { SubscribeOutput } from '../../live/messages.ts';
import { readMessage } from './read-message.ts';
import { SubscribeParts } from './subscribe-parts.ts';

const base = { type: 'subscribe', channel: 'output', job: 'x', build: 1 } as const;

/** What a server makes of what a client says, each message as it goes over the wire. */
function said(messages: readonly SubscribeOutput[]): (SubscribeOutput | null)[] {
  const parts = new SubscribeParts();
  return messages.map((message) => {
    const read = readMessage(Buffer.from(JSON.stringify(message)), false);
    if ('fault' in read) throw new Error(read.fault);
    return parts.join(read as SubscribeOutput);
  });
}

test('a client may follow as many logs as a build can have, whatever their names', () => {
  const log = fc.string({ unit: 'binary', minLength: 1, maxLength: 120 });
  const offsets = fc.dictionary(log, fc.nat(), { noNullPrototype: true, maxKeys: 2_000, size: 'max' });
  const logs = fc.array(log, { maxLength: 1_000, size: 'max' });
  fc.assert(
    fc.property(
      fc.record({ offsets, logs, tail: fc.nat(100_000) }, { requiredKeys: ['offsets'] }),
      (wanted) => {
        const whole: SubscribeOutput = { ...base, ...wanted };
        const answers = said(inParts(whole));
        expect(answers.pop()).toEqual(whole);
        expect(answers.every((answer) => answer === null)).toBe(true);
      },
    ),
    { numRuns: 6 },
  );
});

test('parts of one subscription are not mixed up with another', () => {
  const answers = said([
    { ...base, offsets: { a: 1 }, more: true },
    { ...base, build: 2, offsets: { b: 2 } },
    { ...base, offsets: { c: 3 } },
  ]);
  expect(answers).toEqual([null, { ...base, build: 2, offsets: { b: 2 } }, { ...base, offsets: { c: 3 } }]);
});

test('parts without end are refused', () => {
  const part = (start: number): SubscribeOutput => ({
    ...base,
    offsets: Object.fromEntries(Array.from({ length: 4_000 }, (_, index) => [`${start + index}`, 0])),
    more: true,
  });
  expect(() => said([0, 1, 2, 3, 4, 5].map((number) => part(number * 10_000)))).toThrow(
    'at most 20000 offsets',
  );
});
