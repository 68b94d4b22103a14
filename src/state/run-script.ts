import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { DroverError } from '../errors/error.ts';
import { type ErrorCode, register } from '../errors/register.ts';

/**
 * What a script answers: `ok` and values, or the code of a refusal and its details as name, value,
 * name, value. `STALE` is no error for people: what the caller had read has changed, it reads again.
 */
export type Reply = readonly [code: string, ...values: (string | number | null)[]];

export interface Scripts {
  /** Runs a script whatever it answers. */
  ask(name: string, keys: readonly string[], args: readonly (string | number | Buffer)[]): Promise<Reply>;
  /** The values after `ok`. A refusal is thrown as its error. */
  run(
    name: string,
    keys: readonly string[],
    args: readonly (string | number | Buffer)[],
    details?: Record<string, string | number>,
  ): Promise<(string | number | null)[]>;
}

export function createScripts(redis: Redis): Scripts {
  const ask: Scripts['ask'] = async (name, keys, args) => {
    const { text, sha } = load(name);
    const all = [...keys, ...args];
    try {
      return (await redis.evalsha(sha, keys.length, ...all)) as Reply;
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      return (await redis.eval(text, keys.length, ...all)) as Reply;
    }
  };
  return {
    ask,
    async run(name, keys, args, details = {}) {
      const [code, ...values] = await ask(name, keys, args);
      if (code !== 'ok') throw refusal(code, values, details);
      return values;
    },
  };
}

/** The error of a refusal; `details` add what the script does not tell. */
export function refusal(
  code: string,
  values: readonly (string | number | null)[],
  details: Record<string, string | number> = {},
): Error {
  if (!(code in register)) return new Error(`A script answered ${code}.`);
  const told: Record<string, string | number> = {};
  for (let index = 0; index + 1 < values.length; index += 2)
    told[String(values[index])] = values[index + 1] ?? '';
  return new DroverError(code as ErrorCode, { ...details, ...told });
}

const folder = join(import.meta.dirname, 'scripts');
const loaded = new Map<string, { text: string; sha: string }>();

/** The SHA-1 by which Redis knows a script. */
export const shaOf = (name: string): string => load(name).sha;

/** A line `-- include NAME` stands for the file `scripts/includes/NAME.lua`. */
function load(name: string): { text: string; sha: string } {
  let script = loaded.get(name);
  if (script === undefined) {
    const text = readFileSync(join(folder, `${name}.lua`), 'utf8').replaceAll(
      /^-- include (\S+)$/gm,
      (_line, part: string) => readFileSync(join(folder, 'includes', `${part}.lua`), 'utf8'),
    );
    script = { text, sha: createHash('sha1').update(text).digest('hex') };
    loaded.set(name, script);
  }
  return script;
}
