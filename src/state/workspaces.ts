import type { StateContext } from './context.ts';

/** A workspace that stays on its worker after its build has ended, so that another build can go on in it. */
export interface KeptWorkspace {
  /** Name of its folder below the worker's folder of workspaces. */
  readonly folder: string;
  /** Id of the build that left it. */
  readonly build: string;
  readonly worker: string;
  readonly node: string;
  readonly bytes: number;
  /** By Redis's clock, in ms since 1970. */
  readonly until: number;
  /** Id of the build that is to go on in it, or does: until that has ended it is kept whatever the time. */
  readonly takenBy?: string;
}

export interface FoundWorkspace extends KeptWorkspace {
  /** As it lies in Redis: whoever drops it names what it has read. */
  readonly text: string;
}

/** What is kept where. The scripts that accept and end builds note who goes on in one. */
export interface Workspaces {
  /** Resolves to until when it is kept, in ms since 1970. */
  keep(workspace: Omit<KeptWorkspace, 'until' | 'takenBy'>, forMs: number): Promise<number>;
  /** All of them, and now by the same clock. */
  list(): Promise<{ now: number; workspaces: FoundWorkspace[] }>;
  /** False when it has changed since it was read, as when a build is to go on in it: then it stays. */
  drop(workspace: FoundWorkspace): Promise<boolean>;
}

export function createWorkspaces({ redis, prefix, keys, scripts }: StateContext): Workspaces {
  return {
    async keep({ folder, build, worker, node, bytes }, forMs) {
      const kept = JSON.stringify({ build, worker, node, bytes });
      const [until] = await scripts.run(
        'keep_workspace',
        [keys.workspaces()],
        [prefix, folder, kept, Math.round(forMs)],
      );
      return Number(until);
    },

    async list() {
      const [[seconds, microseconds], texts] = await Promise.all([
        redis.time(),
        redis.hgetall(keys.workspaces()),
      ]);
      const now = Number(seconds) * 1_000 + Math.floor(Number(microseconds) / 1_000);
      return { now, workspaces: Object.entries(texts).flatMap(readKept) };
    },

    async drop({ folder, text }) {
      const [code] = await scripts.ask('drop_workspace', [keys.workspaces()], [folder, text]);
      return code === 'ok';
    },
  };
}

function readKept([folder, text]: [string, string]): FoundWorkspace[] {
  try {
    const kept = JSON.parse(text) as Partial<KeptWorkspace> | null;
    const { build = '', worker = '', node = '', bytes = 0, until = 0 } = kept ?? {};
    const taken = kept?.takenBy === undefined ? {} : { takenBy: kept.takenBy };
    return [{ folder, build, worker, node, bytes, until, ...taken, text }];
  } catch {
    return [];
  }
}
