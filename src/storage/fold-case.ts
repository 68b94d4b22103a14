/** Beyond this a character takes three bytes in UTF-8. */
const twoByteCharacters = 0x800;
const firstLead = 0xc2;
const lastLead = 0xdf;

/** Of each character of one or two bytes the lower case, where that takes as many bytes. */
const lowerCase = Uint16Array.from({ length: twoByteCharacters }, (_, code) => {
  const lower = String.fromCodePoint(code).toLowerCase();
  const folded = lower.codePointAt(0) ?? code;
  const fits = lower.length === 1 && folded < twoByteCharacters && folded < 0x80 === code < 0x80;
  return fits ? folded : code;
});

/**
 * Makes the letters of UTF-8 text lower case in place, without changing its length: Latin, Greek, Cyrillic,
 * Armenian. Two texts that differ in their case only are the same afterwards.
 */
export function foldCase(bytes: Buffer): Buffer {
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] as number;
    if (byte < 0x80) bytes[at] = lowerCase[byte] as number;
    else if (byte >= firstLead && byte <= lastLead && at + 1 < bytes.length) {
      const next = bytes[at + 1] as number;
      if ((next & 0xc0) !== 0x80) continue;
      const folded = lowerCase[((byte & 0x1f) << 6) | (next & 0x3f)] as number;
      bytes[at] = 0xc0 | (folded >> 6);
      bytes[at + 1] = 0x80 | (folded & 0x3f);
      at += 1;
    }
  }
  return bytes;
}
