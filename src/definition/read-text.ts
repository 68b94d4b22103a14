import { isUtf8 } from 'node:buffer';
import type { Problem } from '../errors/error.ts';
import { limits } from './limits.ts';
import { ProblemList } from './problem-list.ts';

const forbidden = /(?![\t\n\r])\p{Cc}|\p{Surrogate}/gu;
const names: Record<number, string> = {
  0: 'NUL',
  7: 'bell',
  8: 'backspace',
  11: 'vertical tab',
  12: 'form feed',
  27: 'escape',
  127: 'delete',
};

/** The text of a job file without its byte order mark, when every byte of it may stand in one. */
export function readText(input: string | Uint8Array): { text: string } | { problems: Problem[] } {
  const bytes = typeof input === 'string' ? Buffer.byteLength(input) : input.byteLength;
  if (bytes > limits.textBytes)
    return whole(
      `the file is ${mebibytes(bytes)} MiB large: a job file holds at most 1 MiB. Put large scripts into the repository`,
    );
  if (typeof input !== 'string' && !isUtf8(input)) return { problems: [encodingProblem(input)] };
  const decoded = typeof input === 'string' ? input : new TextDecoder().decode(input);
  const text = decoded.replace(/^\ufeff/, '');
  const problems = new ProblemList(text);
  for (const match of text.matchAll(forbidden)) {
    // What holds so many is no text at all, and a million of them would take their time.
    if (problems.full) break;
    problems.add(match.index, '', `${named(match[0])} is not allowed in a job file: remove it`);
  }
  return problems.empty ? { text } : { problems: problems.toProblems() };
}

const whole = (message: string): { problems: Problem[] } => ({ problems: [{ path: '', message }] });

const mebibytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);

function named(character: string): string {
  const unit = character.charCodeAt(0);
  const name = unit >= 0xd800 ? 'half of a character pair' : names[unit];
  const number = `U+${unit.toString(16).toUpperCase().padStart(4, '0')}`;
  return name === undefined ? `the control character ${number}` : `the control character ${number} (${name})`;
}

function encodingProblem(bytes: Uint8Array): Problem {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (utf16) return { path: '', line: 1, column: 1, message: 'the file is UTF-16: save it as UTF-8' };
  let start = 0;
  for (let line = 1; ; line++) {
    const end = bytes.indexOf(0x0a, start);
    const part = bytes.subarray(start, end === -1 ? bytes.length : end);
    if (!isUtf8(part)) {
      const at = firstBad(part);
      const byte = part[at]!.toString(16).toUpperCase().padStart(2, '0');
      const column = new TextDecoder().decode(part.subarray(0, at)).length + 1;
      return { path: '', line, column, message: `the byte 0x${byte} is not UTF-8: save the file as UTF-8` };
    }
    start = end + 1;
  }
}

/** Index of the byte that begins what is not UTF-8: every cut at or before it that splits no character is UTF-8. */
function firstBad(line: Uint8Array): number {
  let good = 0;
  let bad = line.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (startsWell(line, middle)) good = middle;
    else bad = middle;
  }
  let at = good;
  while (at > 0 && !isUtf8(line.subarray(0, at))) at--;
  return at;
}

/** Up to three last bytes may be the begin of a character that the cut splits. */
function startsWell(line: Uint8Array, length: number): boolean {
  for (let cut = length; cut >= 0 && cut > length - 4; cut--) {
    if (isUtf8(line.subarray(0, cut))) return true;
  }
  return false;
}
