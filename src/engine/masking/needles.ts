import { shortestMasked, unmaskable } from '../../lib/unmaskable.ts';
import { asBase64, asHex, textForms } from './forms.ts';

/**
 * Everything that gives `values` away when it is printed: each value, without the blanks around it, and each of its
 * lines, as they are and as programs write them (see `forms.ts`). Each once; values and
 * lines that are too short to be looked for are left out.
 */
export function needlesOf(values: Iterable<string>): Buffer[] {
  const maskable = [...values].filter((value) => unmaskable(value) === null);
  const texts = new Set(maskable.flatMap((value) => [...formsOf(value)]));
  return [...texts].map((text) => Buffer.from(text)).filter((needle) => needle.length >= shortestMasked);
}

function* formsOf(value: string): Generator<string> {
  for (const whole of [value, value.trim()]) {
    const bytes = Buffer.from(whole);
    yield* textForms(whole);
    yield* asBase64(bytes);
    yield* asHex(bytes);
  }
  for (const line of value.split(/[\r\n]+/)) yield* textForms(line.trim());
}
