import { isUtf8 } from 'node:buffer';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const UNICODE = 0x75;
const ZERO = 0x30;
/** `\u001f` */
const LONGEST_ESCAPE = 6;

/** By byte: what stands behind the backslash; 0 for one that stands for itself in a string of JSON. */
const escapes = new Uint8Array(256);
for (let byte = 0; byte < 0x80; byte += 1) {
  const escaped = JSON.stringify(String.fromCharCode(byte)).slice(1, -1);
  if (escaped.length > 1) escapes[byte] = escaped.charCodeAt(1);
}
const hex = Buffer.from('0123456789abcdef');

/** Memory of that many bytes, for a message. */
export type Room = (bytes: number) => Buffer;

export const memoryOfItsOwn: Room = (bytes) => Buffer.allocUnsafe(bytes);

let scratch = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * `head`, then the text as a string of JSON, then `tail`; what is not UTF-8 becomes U+FFFD. It is what `JSON.stringify`
 * makes of the decoded text and as fast, but leaves no strings behind: of those a large log makes so many that the
 * garbage collector runs thirty times a second, and each time waits for a thread of its own to get a processor.
 */
export function jsonText(head: string, text: Buffer, tail: string, room: Room = memoryOfItsOwn): Buffer {
  const bytes = isUtf8(text) ? text : Buffer.from(text.toString('utf8'));
  const most = Buffer.byteLength(head) + LONGEST_ESCAPE * bytes.length + 2 + Buffer.byteLength(tail);
  if (scratch.length < most) scratch = Buffer.allocUnsafeSlow(most);
  const out = scratch;
  let at = out.write(head);
  out[at++] = QUOTE;
  at = escapeInto(out, at, bytes);
  out[at++] = QUOTE;
  at += out.write(tail, at);
  const message = room(at);
  out.copy(message, 0, 0, at);
  return message;
}

/** Returns where it ends. */
function escapeInto(out: Uint8Array, from: number, bytes: Uint8Array): number {
  let at = from;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] as number;
    const letter = escapes[byte] as number;
    if (letter === 0) {
      out[at++] = byte;
      continue;
    }
    out[at++] = BACKSLASH;
    out[at++] = letter;
    if (letter !== UNICODE) continue;
    out[at++] = ZERO;
    out[at++] = ZERO;
    out[at++] = hex[byte >> 4] as number;
    out[at++] = hex[byte & 15] as number;
  }
  return at;
}
