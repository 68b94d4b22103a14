const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Puts characters for the five entities of XML and for numbers; entities that a file defines stay as they are. */
export function decodeText(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(lt|gt|amp|quot|apos));/gi,
    (whole, decimal, hex, name) => {
      if (name !== undefined) return named[String(name).toLowerCase()] ?? whole;
      const point = decimal === undefined ? Number.parseInt(String(hex), 16) : Number(decimal);
      const surrogate = point >= 0xd800 && point <= 0xdfff;
      return point > 0 && point <= 0x10ffff && !surrogate ? String.fromCodePoint(point) : '\ufffd';
    },
  );
}
