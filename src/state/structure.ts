import { DroverError } from '../errors/error.ts';
import type { StateContext } from './context.ts';

const version = 1;

/**
 * Makes sure that what lies in Redis is of the version that this program knows, and takes in folders that
 * were made by hand. Throws SCHEMA_NEWER.
 */
export async function openStructure({ redis, prefix, keys, scripts }: StateContext): Promise<void> {
  await redis.set(keys.schema(), version, 'NX');
  const found = await redis.get(keys.schema());
  if (found !== String(version)) {
    throw new DroverError('SCHEMA_NEWER', {
      detail: `Redis holds version ${found} of the structure, and this Drover knows version ${version}: install a newer Drover.`,
    });
  }
  await scripts.run('adopt_folders', [keys.folders(), keys.jobs()], [prefix]);
}
