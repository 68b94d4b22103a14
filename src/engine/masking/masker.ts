import { buildAutomaton } from './automaton.ts';
import { MaskStream } from './mask-stream.ts';
import { needlesOf } from './needles.ts';
import { buildSkipTable } from './skip-table.ts';

/** Hides values in everything that leaves a run. */
export interface Masker {
  text(text: string): string;
  bytes(bytes: Uint8Array): Buffer;
  /** For bytes that come in pieces, which end anywhere. */
  stream(emit: (bytes: Uint8Array) => void): MaskStream;
}

/** Null when there is nothing to hide: then output takes the way that costs nothing. */
export function createMasker(values: Iterable<string>): Masker | null {
  const needles = needlesOf(values);
  if (needles.length === 0) return null;
  const automaton = buildAutomaton(needles);
  const skip = buildSkipTable(needles);
  const stream = (emit: (bytes: Uint8Array) => void) => new MaskStream(automaton, skip, emit);
  const bytes = (all: Uint8Array): Buffer => {
    const parts: Uint8Array[] = [];
    const masking = stream((part) => parts.push(part));
    masking.add(all);
    masking.flush();
    return Buffer.concat(parts);
  };
  return { stream, bytes, text: (text) => bytes(Buffer.from(text)).toString() };
}
