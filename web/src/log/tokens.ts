/** A piece of a line: text, or what the output asked a terminal to do. */
export type Token =
  | { readonly kind: 'text'; readonly text: string }
  /** `ESC [ parameters m`. */
  | { readonly kind: 'style'; readonly parameters: string }
  /** To the beginning of the line. */
  | { readonly kind: 'return' }
  | { readonly kind: 'back' }
  /** 0: to the end of the line, 1: from its beginning, 2: all of it. */
  | { readonly kind: 'erase'; readonly part: 0 | 1 | 2 }
  /** To a column, from 0; or so many on. */
  | { readonly kind: 'column'; readonly to: number }
  | { readonly kind: 'move'; readonly by: number };

/**
 * Escape sequences (CSI, the strings OSC, DCS, SOS, PM and APC, and the short ones) and other control characters. A
 * sequence that is begun and not ended is taken up to the end of the line.
 */
const control =
  // oxlint-disable-next-line no-control-regex -- they begin with one
  /\x1b(?:\[([0-?]*)[ -/]*([@-~]?)|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~]?)|[\0-\x08\x0b-\x1f\x7f-\x9f]/g;

/** Characters that turn the direction of what follows: a line could then say something else than it shows. */
const turning = /[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/g;

const mostColumns = 10_000;

/** The line's pieces in order. Sequences that mean nothing here are left out, links among them. */
export function tokenize(line: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const addText = (end: number) => {
    if (end > at) tokens.push({ kind: 'text', text: line.slice(at, end).replace(turning, '�') });
  };
  for (const match of line.matchAll(control)) {
    addText(match.index);
    at = match.index + match[0].length;
    const token = match[2] === undefined ? controlToken(match[0]) : csiToken(match[1] ?? '', match[2]);
    if (token !== null) tokens.push(token);
  }
  addText(line.length);
  return tokens;
}

function controlToken(text: string): Token | null {
  if (text === '\r') return { kind: 'return' };
  return text === '\b' ? { kind: 'back' } : null;
}

function csiToken(parameters: string, final: string): Token | null {
  const amount = Math.min(mostColumns, Number.parseInt(parameters, 10) || 0);
  switch (final) {
    case 'm':
      return /^[0-9;:]*$/.test(parameters) ? { kind: 'style', parameters } : null;
    case 'K':
      return amount <= 2 ? { kind: 'erase', part: amount as 0 | 1 | 2 } : null;
    case 'G':
      return { kind: 'column', to: Math.max(1, amount) - 1 };
    case 'C':
      return { kind: 'move', by: Math.max(1, amount) };
    case 'D':
      return { kind: 'move', by: -Math.max(1, amount) };
    default:
      return null;
  }
}
