import { isAbsolute, resolve } from 'node:path';
import { withPasswordAs } from '../lib/address-password.ts';
import { formatDuration, parseDuration } from '../lib/duration.ts';
import { formatBytes } from '../lib/format-bytes.ts';
import { formatLoginRule, type LoginRule, parseLoginRules } from '../lib/login-rules.ts';
import { parseBytes } from '../lib/parse-bytes.ts';
import { parseKey } from '../lib/parse-key.ts';
import { parseSentinelAddress } from '../lib/sentinel-address.ts';

/** What a text was read as, or why it cannot be, as the end of a sentence that begins with the option. */
type Reading<T> = { readonly value: T } | { readonly fault: string };

/** One type of value. Every layer gives text: a file's scalar, a variable, a flag. */
export interface Kind<T> {
  /** Shown in help for the value, as `--port <number>`. */
  readonly placeholder: string;
  /** `folder` is where relative paths start. */
  readonly parse: (text: string, folder: string) => Reading<T>;
  readonly format: (value: T) => string;
}

const plain = (value: string | number): string => String(value);

export function integer(minimum: number, maximum: number): Kind<number> {
  return {
    placeholder: 'number',
    parse: (text) => {
      const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
      if (value >= minimum && value <= maximum) return { value };
      return { fault: `must be a whole number from ${minimum} to ${maximum}, not "${text}"` };
    },
    format: plain,
  };
}

/** Milliseconds. */
export const duration: Kind<number> = {
  placeholder: 'duration',
  parse: (text) => {
    const value = parseDuration(text);
    if (value !== null && value > 0) return { value };
    return { fault: `must be a length of time as 30s, 10m or 1h30m, not "${text}"` };
  },
  format: formatDuration,
};

/** A number of bytes. */
export const bytes: Kind<number> = {
  placeholder: 'size',
  parse: (text) => {
    const value = parseBytes(text);
    return value === null ? { fault: `must be a size as 500 MiB or 10 GiB, not "${text}"` } : { value };
  },
  format: formatBytes,
};

/** An absolute path. */
export const folder: Kind<string> = {
  placeholder: 'folder',
  parse: (text, base) => {
    if (text === '' || text.includes('\0')) return { fault: 'must be a path' };
    return { value: isAbsolute(text) ? resolve(text) : resolve(base, text) };
  },
  format: plain,
};

/** The same, of a file. */
export const file: Kind<string> = { ...folder, placeholder: 'file' };

export function matching(placeholder: string, pattern: RegExp, rule: string): Kind<string> {
  return {
    placeholder,
    parse: (text) => (pattern.test(text) ? { value: text } : { fault: `must be ${rule}, not "${text}"` }),
    format: plain,
  };
}

export function oneOf<T extends string>(...values: readonly T[]): Kind<T> {
  return {
    placeholder: 'word',
    parse: (text) => {
      const value = values.find((one) => one === text);
      return value === undefined
        ? { fault: `must be one of ${values.join(', ')}, not "${text}"` }
        : { value };
    },
    format: plain,
  };
}

export const yesOrNo: Kind<boolean> = {
  placeholder: 'true|false',
  parse: (text) =>
    text === 'true' || text === 'false'
      ? { value: text === 'true' }
      : { fault: `must be true or false, not "${text}"` },
  format: String,
};

/** Comma-separated; a list in the file. Sorted, each once. */
export const labels: Kind<readonly string[]> = {
  placeholder: 'list',
  parse: (text) => {
    const list = text.split(',').flatMap((part) => part.trim() || []);
    const wrong = list.find((label) => !/^[A-Za-z0-9._-]{1,63}$/.test(label));
    if (wrong === undefined) return { value: Object.freeze([...new Set(list)].sort()) };
    return {
      fault: `must be labels of letters, digits, ".", "_" and "-", at most 63 characters each, not "${wrong}"`,
    };
  },
  format: (list) => list.join(','),
};

/** An absolute address of one of `protocols`, without a slash at its end. */
export function address(...protocols: readonly string[]): Kind<string> {
  return {
    placeholder: 'url',
    parse: (text) => {
      const shown = hidePassword(text);
      if (!URL.canParse(text))
        return { fault: `must be an address that begins ${protocols.join(' or ')}, not "${shown}"` };
      const url = new URL(text);
      if (!protocols.includes(`${url.protocol}//`))
        return { fault: `must begin ${protocols.join(' or ')}, not "${shown}"` };
      if (url.hostname === '' && url.pathname.length < 2)
        return { fault: `names nothing to connect to: "${shown}"` };
      return { value: text.replace(/\/+$/, '') };
    },
    format: hidePassword,
  };
}

const redisItself = address('redis://', 'rediss://', 'unix://', 'redis-sentinel://', 'rediss-sentinel://');

/** The address of a Redis, or of the Sentinels that know where it is. */
export const redisAddress: Kind<string> = {
  ...redisItself,
  parse: (text, base) => {
    if (!/^rediss?-sentinel:/.test(text)) return redisItself.parse(text, base);
    if (parseSentinelAddress(text) !== null) return { value: text.replace(/\/+$/, '') };
    const shown = hidePassword(text);
    return {
      fault: `must be as redis-sentinel://user:password@host:26379,host:26379/name, not "${shown}"`,
    };
  },
};

function hidePassword(text: string): string {
  return withPasswordAs(text, '***');
}

/** Keys for secrets, separated by commas, never shown: 32 bytes each, as 64 hex digits or in base64. */
export const secretKeys: Kind<readonly Buffer[]> = {
  placeholder: 'keys',
  parse: (text) => {
    const keys = text.split(',').map((part) => parseKey(part.trim()));
    if (keys.includes(null))
      return { fault: 'must be 32 bytes in base64 or hex, as `openssl rand -base64 32` makes them' };
    return { value: Object.freeze(keys as Buffer[]) };
  },
  format: () => '***',
};

/** Visible characters without blanks, never shown. */
export const secret: Kind<string> = {
  placeholder: 'secret',
  parse: (text) =>
    /^[\x21-\x7e]{1,512}$/.test(text)
      ? { value: text }
      : { fault: 'must be 1 to 512 visible characters without blanks' },
  format: () => '***',
};

/** Who of GitHub is who, separated by commas. */
export const loginRules: Kind<readonly LoginRule[]> = {
  placeholder: 'rules',
  parse: (text) => {
    const value = parseLoginRules(text);
    return value === null
      ? { fault: `must be as octocat=admin,acme/ops=runner,acme/*=viewer:folder, not "${text}"` }
      : { value: Object.freeze(value) };
  },
  format: (rules) => rules.map(formatLoginRule).join(','),
};

/** Comma-separated, never shown. */
export const secrets: Kind<readonly string[]> = {
  placeholder: 'secrets',
  parse: (text) => {
    const list = text.split(',').flatMap((part) => part.trim() || []);
    if (list.length <= 4 && list.every((one) => /^[\x21-\x7e]{8,512}$/.test(one)))
      return { value: Object.freeze(list) };
    return { fault: 'must be up to 4 secrets of 8 to 512 visible characters without blanks and commas' };
  },
  format: (list) => (list.length === 0 ? 'none' : '***'),
};

/** A private key as PEM text, never shown, in which `\n` may stand for the end of a line; or the path of its file. */
export const keyOrFile: Kind<string> = {
  placeholder: 'file',
  parse: (text, base) => {
    if (!text.startsWith('-----BEGIN')) return folder.parse(text, base);
    const value = text.replaceAll('\\n', '\n');
    if (/^-----BEGIN [A-Z ]*PRIVATE KEY-----\n/.test(value) && value.length <= 16_384) return { value };
    return { fault: 'must be the path of a PEM file, or the text of a private key' };
  },
  format: (value) => (value.startsWith('-----BEGIN') ? '***' : value),
};
