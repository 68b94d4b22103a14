import { createHash } from 'node:crypto';
import { DroverError } from '../errors/error.ts';
import { type BuildDocument, buildId } from './build.ts';
import { buildText } from './build-json.ts';
import type { StateContext } from './context.ts';
import { isName } from './names.ts';
import { readBuild } from './unreadable.ts';

/** Others may move it between reading and writing its document. */
const attempts = 20;

/** Where a queued build goes among those that wait. */
export type QueueMove = { readonly to: 'front' } | { readonly priority: number };

export interface Moved {
  readonly build: BuildDocument;
  /** No queue has it, though nothing keeps it back: it is to be offered. */
  readonly undelivered: boolean;
}

/** Moves of builds among those that wait. */
export interface BuildMoves {
  /**
   * Gives a queued build another place: before all that wait now, or by another priority. Its document says who did that.
   * Throws BUILD_NOT_FOUND; BUILD_NOT_QUEUED.
   */
  move(job: string, number: number, to: QueueMove, by: string): Promise<Moved>;
  /** Puts a build that was moved, and has just been offered, where it belongs in its queue. */
  takeTurn(id: string): Promise<void>;
}

export function createBuildMoves(context: StateContext): BuildMoves {
  const { redis, prefix, keys, scripts } = context;
  return {
    async move(job, number, to, by) {
      for (let attempt = 1; attempt <= attempts; attempt += 1) {
        const text = isName('job', job) ? await redis.get(keys.build(job, number)) : null;
        if (text === null) throw new DroverError('BUILD_NOT_FOUND', { job, number });
        const build = readBuild(text, job, number);
        if (build.status !== 'queued') break;
        const result = await replace(context, text, moved(build, to, by), to);
        if (result === null) break;
        if (result !== 'STALE') return result;
      }
      throw new DroverError('BUILD_NOT_QUEUED', { job, number });
    },

    async takeTurn(id) {
      await scripts.run('take_turn', [keys.state(id)], [prefix, id]);
    },
  };
}

/** Null when the build is not queued any more; STALE when its document is another one by now. */
async function replace(
  { prefix, keys, scripts }: StateContext,
  before: string,
  build: BuildDocument,
  to: QueueMove,
): Promise<Moved | 'STALE' | null> {
  const { job, number } = build;
  const id = buildId(job, number);
  const [code, undelivered] = await scripts.ask(
    'move_build',
    [keys.state(id), keys.build(job, number), keys.undelivered(), keys.frontOrder()],
    [
      prefix,
      id,
      createHash('sha1').update(before).digest('hex'),
      buildText(build),
      'priority' in to ? to.priority : '',
      Date.now(),
    ],
  );
  if (code === 'STALE') return 'STALE';
  return code === 'ok' ? { build, undelivered: undelivered === 1 } : null;
}

function moved(build: BuildDocument, to: QueueMove, by: string): BuildDocument {
  const at = new Date().toISOString();
  return 'priority' in to
    ? { ...build, priority: to.priority, moved: { by, at } }
    : { ...build, moved: { by, at, to: 'front' } };
}
