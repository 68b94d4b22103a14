import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { DroverError } from '../../errors/error.ts';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals texts with AES-256-GCM: `v1.<id of the key>.<nonce>.<cipher text and tag>`, the last two in base64url. Each is
 * bound to where it belongs, so that one that was copied elsewhere in Redis opens nothing.
 */
export interface KeyRing {
  /** Of the key that seals; null: there is none. */
  readonly current: string | null;
  /** Throws SECRET_KEY_MISSING. */
  seal(text: string, bound: readonly string[]): string;
  /** Throws SECRET_KEY_MISSING when it was sealed with a key that is not here, SECRET_DAMAGED when it was changed. */
  open(sealed: string, bound: readonly string[]): string;
  has(key: string): boolean;
}

/** The first key seals, all of them open. 32 bytes each. */
export function createKeyRing(keys: readonly Buffer[]): KeyRing {
  const byId = new Map(keys.map((key) => [idOf(key), key]));
  const [current = null] = byId.keys();
  return {
    current,
    has: (key) => byId.has(key),
    seal(text, bound) {
      if (current === null) throw missing('there is none');
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, byId.get(current) as Buffer, iv);
      cipher.setAAD(boundTo(bound));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return ['v1', current, iv.toString('base64url'), sealed.toString('base64url')].join('.');
    },
    open(sealed, bound) {
      const [version, id = '', iv = '', data = ''] = sealed.split('.');
      const key = byId.get(id);
      if (version !== 'v1') throw new DroverError('SECRET_DAMAGED');
      if (key === undefined)
        throw missing(
          `${current === null ? 'there is none' : `there is ${[...byId.keys()].join(', ')}`}`,
          id,
        );
      try {
        const bytes = Buffer.from(data, 'base64url');
        const cipher = createDecipheriv(CIPHER, key, Buffer.from(iv, 'base64url'), {
          authTagLength: TAG_BYTES,
        });
        cipher.setAAD(boundTo(bound));
        cipher.setAuthTag(bytes.subarray(-TAG_BYTES));
        return cipher.update(bytes.subarray(0, -TAG_BYTES), undefined, 'utf8') + cipher.final('utf8');
      } catch (cause) {
        throw new DroverError('SECRET_DAMAGED', {}, { cause });
      }
    },
  };
}

/** The id of the key that a text was sealed with; it tells nothing of the key. */
export const keyOf = (sealed: string): string => sealed.split('.')[1] ?? '';

const idOf = (key: Buffer): string =>
  createHash('sha256').update('drover secret key').update(key).digest('hex').slice(0, 8);

/** Parts cannot run into each other. */
const boundTo = (bound: readonly string[]): Buffer => Buffer.from(JSON.stringify(bound));

const missing = (here: string, wanted?: string): DroverError =>
  new DroverError('SECRET_KEY_MISSING', {
    detail: `This needs the key ${wanted === undefined ? 'for secrets' : `${wanted}, with which it was stored`}, and ${here}`,
  });
