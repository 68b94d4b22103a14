const units: Record<string, number> = {
  B: 1,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
};

/** Bytes of a text as `500 MiB` or `1.5GiB`; null when it is none. */
export function parseBytes(text: string): number | null {
  const [, amount, unit = ''] = /^(\d{1,15}(?:\.\d{1,3})?) ?([KMGT]iB|B)$/.exec(text) ?? [];
  const bytes = Math.round(Number(amount) * (units[unit] ?? Number.NaN));
  return Number.isSafeInteger(bytes) ? bytes : null;
}
