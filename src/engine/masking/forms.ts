/** Line lengths of `base64` and of PEM files, and of `xxd -p`: a long value is cut there. */
const BASE64_LINES = [76, 64];
const HEX_LINE = 60;

/** A text as it is, and as it stands inside of the quotes of JSON, shells, addresses and XML. */
export function textForms(text: string): Set<string> {
  return new Set([text, ...jsonForms(text), ...uriForms(text), ...shellForms(text), xml(text)]);
}

/** As JavaScript writes it, with `/` escaped as PHP does, in ASCII as Python does, safe for HTML as Go does. */
function jsonForms(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1);
  return [
    json,
    json.replaceAll('/', '\\/'),
    json.replaceAll(/[\u007f-\uffff]/g, unicodeEscape),
    json.replaceAll(/[<>&\u2028\u2029]/g, unicodeEscape),
    text.replaceAll('\n', '\\n'),
    text.replaceAll('\r', '').replaceAll('\n', '\\n'),
  ];
}

const unicodeEscape = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** By what each program thinks may stay as it is; in a form a blank is `+`. Small digits too. */
function uriForms(text: string): string[] {
  const component = encodeURIComponent(text.toWellFormed());
  const strict = component.replaceAll(/[!'()*]/g, percent);
  const forms = [component, strict, ...[component, strict].map((form) => form.replaceAll('%2F', '/'))];
  const all = [...forms, ...forms.map((form) => form.replaceAll('%20', '+')), encodeURI(text.toWellFormed())];
  return [...all, ...all.map((form) => form.replaceAll(/%[0-9A-F]{2}/g, (digits) => digits.toLowerCase()))];
}

const percent = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

/** Between single quotes as `set -x` prints it, between double quotes, with backslashes as `printf %q`, and `$'…'`. */
function shellForms(text: string): string[] {
  return [
    text.replaceAll("'", "'\\''"),
    text.replaceAll("'", `'"'"'`),
    text.replaceAll(/[\\"$`]/g, '\\$&'),
    text.replaceAll(/[^A-Za-z0-9_@%+=:,./\-\u0080-\uffff\n]/g, '\\$&'),
    text.replaceAll(/[\\']/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll('\r', '\\r'),
  ];
}

function xml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/**
 * In three ways, as it falls on the groups of three bytes of a longer text: only the characters that no neighbour
 * changes. By itself also with its end, and in lines.
 */
export function asBase64(bytes: Buffer): string[] {
  const alone = bytes.toString('base64');
  const standard = [alone, ...BASE64_LINES.flatMap((length) => inLines(alone, length))];
  for (const before of [0, 1, 2]) {
    const first = Math.ceil((before * 8) / 6);
    const end = Math.floor(((before + bytes.length) * 8) / 6);
    standard.push(
      Buffer.concat([Buffer.alloc(before), bytes])
        .toString('base64')
        .slice(first, end),
    );
  }
  return [...standard, ...standard.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))];
}

export function asHex(bytes: Buffer): string[] {
  const lower = bytes.toString('hex');
  const forms = [lower, ...inLines(lower, HEX_LINE)];
  return [...forms, ...forms.map((form) => form.toUpperCase())];
}

function inLines(text: string, length: number): string[] {
  if (text.length <= length) return [];
  return Array.from({ length: Math.ceil(text.length / length) }, (_, at) =>
    text.slice(at * length, (at + 1) * length),
  );
}
