import { DroverError } from '../errors/error.ts';
import type { StateContext } from './context.ts';

export interface KeyValue {
  /** As Redis has it, but without the prefix. */
  key: string;
  /** As Redis names it: string, list, hash, zset, set, stream. */
  type: string;
  /** -1: for ever. */
  ttlMs: number;
  /** Of a string its bytes, of a collection its elements. More than 1000 elements are cut. */
  length: number;
  /** A string that is JSON is its value; a hash an object; a sorted set a list of `{member, score}`. */
  value: unknown;
}

/** Looking into Redis, read-only. Names are given without the prefix, and nothing beyond it is seen. */
export interface Inspect {
  /** Names that fit a pattern as of KEYS, and the cursor of the next page, `0` at the end. */
  keys(match: string, cursor: string): Promise<{ keys: string[]; cursor: string }>;
  /** Throws NOT_FOUND, also for a key that holds secrets. */
  read(key: string): Promise<KeyValue>;
}

const mostElements = 1000;
const scannedAtOnce = 1000;
/** A pattern that fits little is looked for in several steps, but an answer never takes long. */
const mostSteps = 20;
const lastCursor = 2n ** 64n - 1n;

export function createInspect({ redis, prefix, keys, scripts }: StateContext): Inspect {
  const escapedPrefix = prefix.replace(/[\\*?[\]]/g, '\\$&');

  return {
    async keys(match, cursor) {
      if (!/^\d{1,20}$/.test(cursor) || BigInt(cursor) > lastCursor) {
        throw new DroverError('REQUEST_INVALID', {
          detail: 'The cursor must be one that an earlier answer gave.',
        });
      }
      const found = new Set<string>();
      let next = cursor;
      for (let step = 0; step < mostSteps && found.size === 0; step++) {
        const [after, names] = await redis.scan(next, 'MATCH', escapedPrefix + match, 'COUNT', scannedAtOnce);
        for (const name of names) found.add(name.slice(prefix.length));
        next = after;
        if (next === '0') break;
      }
      return { keys: [...found].sort(), cursor: next };
    },

    async read(key) {
      refuseSecrets(prefix + key);
      const [type, ttlMs, length, value] = await scripts.run('read_key', [prefix + key], [mostElements]);
      const isPacked = (prefix + key).startsWith(keys.deliveryPayload(''));
      if (type === 'none')
        throw new DroverError('NOT_FOUND', { detail: `There is no key ${JSON.stringify(key)}.` });
      return {
        key,
        type: String(type),
        ttlMs: Number(ttlMs),
        length: Number(length),
        value: isPacked && type === 'string' ? compressed(Number(length)) : shape(String(type), value),
      };
    },
  };

  function refuseSecrets(key: string): void {
    const secret =
      [keys.tokens(), keys.users(), keys.secrets()].includes(key) ||
      [keys.private(''), keys.session(''), keys.loginCode('')].some((start) => key.startsWith(start));
    if (!secret) return;
    const detail = `The key ${JSON.stringify(key)} holds secrets: it cannot be read here.`;
    throw new DroverError('NOT_FOUND', { detail });
  }
}

/** Its bytes are no text: what they are is at another address. */
const compressed = (bytes: number): string =>
  `${bytes} bytes, compressed: GET /api/github/deliveries/<id> shows the event`;

function shape(type: string, value: unknown): unknown {
  if (type === 'string') return jsonOrText(String(value));
  const items = value as string[];
  if (type === 'hash')
    return Object.fromEntries(pairs(items).map(([field, text]) => [field, jsonOrText(text)]));
  if (type === 'zset') return pairs(items).map(([member, score]) => ({ member, score: Number(score) }));
  return items;
}

function pairs(flat: readonly string[]): [string, string][] {
  return Array.from({ length: flat.length >> 1 }, (_, index) => [
    flat[2 * index] ?? '',
    flat[2 * index + 1] ?? '',
  ]);
}

/** Documents are shown as what they are; numbers and words stay texts, as Redis has them. */
function jsonOrText(text: string): unknown {
  if (!/^[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
