import { type Color, hexOf, type TextStyle } from '../../../src/log/style.ts';

type Rgb = readonly [number, number, number];

/** The surfaces that logs are shown on, light and dark: `--surface-0` of the tokens; a test compares. */
export const surfaces = { light: '#ffffff', dark: '#0f1115' } as const;
/** Of text on them; `--text-1`. */
const texts = { light: '#16181d', dark: '#e8eaee' } as const;

/** The sixteen that programs name; the other 240 are computed. */
const named: readonly string[] = [
  '#3b4048',
  '#c4302b',
  '#1f7a34',
  '#8a6200',
  '#2156c4',
  '#9a2fa8',
  '#0b7285',
  '#6a7280',
  '#6b7280',
  '#e5484d',
  '#2f9e44',
  '#b7791f',
  '#4c7df0',
  '#be4bdb',
  '#1098ad',
  '#adb5bd',
];

/** AA wants 4.5; marked lines stand on a tint that takes a little away. */
const contrastWanted = 5.4;

const cssByStyle = new WeakMap<TextStyle, TextCss | null>();

export interface TextCss {
  color?: string;
  backgroundColor?: string;
  fontWeight?: number;
  fontStyle?: 'italic';
  textDecoration?: string;
}

/** What to set on an element; null when nothing. Every colour is readable in both themes. */
export function cssOf(style: TextStyle): TextCss | null {
  const known = cssByStyle.get(style);
  if (known !== undefined) return known;
  const css = makeCss(style);
  const result = Object.keys(css).length === 0 ? null : css;
  cssByStyle.set(style, result);
  return result;
}

function makeCss(style: TextStyle): TextCss {
  const decorations = [style.underline && 'underline', style.strike && 'line-through'].filter(Boolean);
  return {
    ...colorsOf(style),
    ...(style.bold ? { fontWeight: 650 } : {}),
    ...(style.italic ? { fontStyle: 'italic' as const } : {}),
    ...(decorations.length > 0 ? { textDecoration: decorations.join(' ') } : {}),
  };
}

function colorsOf({ color, background, inverse, hidden, dim }: TextStyle): TextCss {
  const [front, back] = inverse ? [background, color] : [color, background];
  if (back !== undefined || inverse) {
    const light = onBackground(front, back ?? texts.light, back === undefined ? surfaces.light : texts.light);
    const dark = onBackground(front, back ?? texts.dark, back === undefined ? surfaces.dark : texts.dark);
    return {
      color: `light-dark(${hidden ? light.back : light.front}, ${hidden ? dark.back : dark.front})`,
      backgroundColor: `light-dark(${light.back}, ${dark.back})`,
    };
  }
  // What is hidden in a terminal can be read here: a log keeps no secrets that way.
  if (front !== undefined)
    return { color: `light-dark(${readable(front, surfaces.light)}, ${readable(front, surfaces.dark)})` };
  return dim || hidden ? { color: 'var(--text-3)' } : {};
}

function onBackground(front: Color | undefined, back: Color, usual: string): { front: string; back: string } {
  const ground = hex(back);
  return { front: readable(front ?? usual, ground), back: ground };
}

/** The colour itself where it can be read on that ground, else the nearest that can, towards black or white. */
export function readable(color: Color, ground: string): string {
  const from = rgb(hex(color));
  if (contrast(from, rgb(ground)) >= contrastWanted) return hexOf(from);
  const towards: Rgb = luminance(rgb(ground)) > 0.18 ? [0, 0, 0] : [255, 255, 255];
  for (let part = 0.05; part < 1; part += 0.05) {
    const mixed = hexOf(mix(from, towards, part));
    if (contrast(rgb(mixed), rgb(ground)) >= contrastWanted) return mixed;
  }
  return hexOf(towards);
}

/** As WCAG 2 counts it, from 1 to 21. */
export function contrast(one: Rgb, other: Rgb): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

export const rgb = (color: string): Rgb => [
  Number.parseInt(color.slice(1, 3), 16),
  Number.parseInt(color.slice(3, 5), 16),
  Number.parseInt(color.slice(5, 7), 16),
];

function hex(color: Color): string {
  if (typeof color === 'string') return color;
  if (color < 16) return named[color] ?? '#000000';
  if (color >= 232) return hexOf(Array(3).fill(8 + (color - 232) * 10) as number[]);
  const step = (value: number) => (value === 0 ? 0 : 55 + value * 40);
  const index = color - 16;
  return hexOf([step(Math.floor(index / 36)), step(Math.floor(index / 6) % 6), step(index % 6)]);
}

const mix = (from: Rgb, to: Rgb, part: number): Rgb => [
  from[0] + (to[0] - from[0]) * part,
  from[1] + (to[1] - from[1]) * part,
  from[2] + (to[2] - from[2]) * part,
];

function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
