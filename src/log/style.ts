/** A colour of the palette of 256, or `#rrggbb`. */
export type Color = number | string;

/** How a piece of text is to look, as the output asked for it. */
export interface TextStyle {
  readonly color?: Color;
  readonly background?: Color;
  readonly bold?: true;
  readonly dim?: true;
  readonly italic?: true;
  readonly underline?: true;
  readonly strike?: true;
  readonly inverse?: true;
  readonly hidden?: true;
}

export const plain: TextStyle = {};

/** One object for each style, so that two of them are compared, and what is made of one is kept, by its identity. */
const interned = new Map<string, TextStyle>([['', plain]]);
const mostInterned = 5_000;

function intern(style: TextStyle): TextStyle {
  const key = (Object.keys(style) as (keyof TextStyle)[])
    .sort()
    .map((name) => `${name}=${style[name]}`)
    .join();
  const known = interned.get(key);
  if (known !== undefined) return known;
  if (interned.size >= mostInterned) interned.clear();
  interned.set(key, style);
  return style;
}

type Flag = Exclude<keyof TextStyle, 'color' | 'background'>;

const switchedOn: Readonly<Record<number, Flag>> = {
  1: 'bold',
  2: 'dim',
  3: 'italic',
  4: 'underline',
  7: 'inverse',
  8: 'hidden',
  9: 'strike',
  21: 'underline',
};
const switchedOff: Readonly<Record<number, readonly Flag[]>> = {
  22: ['bold', 'dim'],
  23: ['italic'],
  24: ['underline'],
  27: ['inverse'],
  28: ['hidden'],
  29: ['strike'],
};

const flagCodes: readonly (readonly [Flag, string])[] = [
  ['bold', '1'],
  ['dim', '2'],
  ['italic', '3'],
  ['underline', '4'],
  ['inverse', '7'],
  ['hidden', '8'],
  ['strike', '9'],
];

/** The style after `ESC [ parameters m`. What is not known changes nothing. */
export function applySgr(style: TextStyle, parameters: string): TextStyle {
  if (parameters === '' || parameters === '0') return plain;
  let next = style;
  const groups = parameters.split(';');
  for (let at = 0; at < groups.length; at += 1) {
    const group = groups[at] ?? '';
    const code = group === '' ? 0 : Number.parseInt(group, 10);
    if (code === 38 || code === 48) {
      const { color, taken } = extendedColor(groups, at);
      if (color !== null) next = { ...next, [code === 38 ? 'color' : 'background']: color };
      at += taken;
    } else next = applyCode(next, code, group);
  }
  return intern(next);
}

/** The parameters that make `style` out of the plain one: `applySgr(plain, sgrOf(style))` is `style`. */
export function sgrOf(style: TextStyle): string {
  const codes = flagCodes.filter(([flag]) => style[flag] === true).map(([, code]) => code);
  if (style.color !== undefined) codes.push(colorCode(38, style.color));
  if (style.background !== undefined) codes.push(colorCode(48, style.background));
  return codes.join(';');
}

const colorCode = (which: 38 | 48, color: Color): string =>
  typeof color === 'number'
    ? `${which};5;${color}`
    : `${which};2;${[1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16)).join(';')}`;

function applyCode(style: TextStyle, code: number, group: string): TextStyle {
  if (code === 0) return plain;
  // Underlines with a form: `4:0` is none.
  if (group === '4:0') return without(style, ['underline']);
  const on = switchedOn[code];
  if (on !== undefined) return { ...style, [on]: true };
  const off = switchedOff[code];
  if (off !== undefined) return without(style, off);
  if (code >= 30 && code <= 37) return { ...style, color: code - 30 };
  if (code >= 40 && code <= 47) return { ...style, background: code - 40 };
  if (code >= 90 && code <= 97) return { ...style, color: code - 90 + 8 };
  if (code >= 100 && code <= 107) return { ...style, background: code - 100 + 8 };
  if (code === 39) return without(style, ['color']);
  if (code === 49) return without(style, ['background']);
  return style;
}

function without(style: TextStyle, keys: readonly (keyof TextStyle)[]): TextStyle {
  const next = { ...style };
  for (const key of keys) delete next[key];
  return next;
}

/** What follows 38 and 48: `5;n`, or `2;r;g;b`; with colons it is one group. `taken`: how many groups more it is. */
function extendedColor(groups: readonly string[], at: number): { color: Color | null; taken: number } {
  const group = groups[at] ?? '';
  if (group.includes(':')) {
    const [, kind, ...parts] = group.split(':');
    // A colour space may stand before the three.
    return { color: colorOf(kind, parts.length >= 4 ? parts.slice(1) : parts), taken: 0 };
  }
  const kind = groups[at + 1];
  const taken = kind === '5' ? 2 : kind === '2' ? 4 : 1;
  return { color: colorOf(kind, groups.slice(at + 2, at + 1 + taken)), taken };
}

function colorOf(kind: string | undefined, parts: readonly string[]): Color | null {
  const values = parts.map((part) => Number.parseInt(part, 10));
  if (!values.every((value) => value >= 0 && value <= 255)) return null;
  if (kind === '5') return values[0] ?? null;
  return kind === '2' && values.length === 3 ? hexOf(values) : null;
}

export const hexOf = (rgb: readonly number[]): string =>
  `#${rgb.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;
