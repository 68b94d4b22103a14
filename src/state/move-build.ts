import { createHash } from 'node:crypto';
import { DroverError } from '../errors/error.ts';
import { type BuildDocument, buildId } from './build.ts';
import { buildText } from './build-json.ts';
import type { StateContext } from './context.ts';
import { isName } from './names.ts';
import { readBuild } from './unreadable.ts';

/** Others may change the document between reading and writing it, each once. */
const attempts = 5;

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

export function createBuildMoves({ redis, prefix, keys, scripts }: StateContext): BuildMoves {
  return {
    async move(job, number, to, by) {
      const id = buildId(job, number);
      const touched = [keys.state(id), keys.build(job, number), keys.undelivered(), keys.frontOrder()];
      for (let attempt = 1; ; attempt += 1) {
        const text = isName('job', job) ? await redis.get(keys.build(job, number)) : null;
        if (text === null) throw new DroverError('BUILD_NOT_FOUND', { job, number });
        const before = readBuild(text, job, number);
        const refusal = new DroverError('BUILD_NOT_QUEUED', { job, number });
        if (before.status !== 'queued') throw refusal;
        const build = moved(before, to, by);
        const [code, undelivered] = await scripts.ask('move_build', touched, [
          prefix,
          id,
          createHash('sha1').update(text).digest('hex'),
          buildText(build),
          'priority' in to ? to.priority : '',
          Date.now(),
        ]);
        if (code === 'ok') return { build, undelivered: undelivered === 1 };
        if (code === 'REFUSED' || attempt === attempts) throw refusal;
      }
    },

    async takeTurn(id) {
      await scripts.run('take_turn', [keys.state(id)], [prefix, id]);
    },
  };
}

function moved(build: BuildDocument, to: QueueMove, by: string): BuildDocument {
  const at = new Date().toISOString();
  return 'priority' in to
    ? { ...build, priority: to.priority, moved: { by, at } }
    : { ...build, moved: { by, at, to: 'front' } };
}
