import type { StateContext } from './context.ts';

/** A build as an event found it. */
export interface BuildChange {
  /** Of the event; rises. */
  readonly id: string;
  /** The document without its definition, JSON. */
  readonly text: string;
}

export interface Replay {
  /** The newest event; `0-0` before the first. */
  readonly newest: string;
  /** The history does not go back so far. */
  readonly missing: boolean;
  /** Each build that changed, once, as it is now. */
  readonly changes: readonly BuildChange[];
}

/** The last thousand or so changes of builds. */
export interface History {
  /** What changed after the event `since`; without it only which event is the newest. */
  after(since?: string): Promise<Replay>;
}

export function createHistory({ prefix, keys, scripts }: StateContext): History {
  return {
    async after(since = '') {
      const [newest, missing, ...rest] = await scripts.run('read_history', [keys.history()], [prefix, since]);
      const changes: BuildChange[] = [];
      for (let index = 0; index + 1 < rest.length; index += 2) {
        changes.push({ id: String(rest[index]), text: String(rest[index + 1]) });
      }
      return { newest: String(newest), missing: missing === 1, changes };
    },
  };
}

/** A message of the channel of events, as the scripts write it; null for anything else. */
export function readEvent(
  text: string,
): { readonly id: string; readonly job: string; readonly number: number } | null {
  const found = /^\{"id":"(\d+-\d+)","job":"([^"]*)","number":(\d+),/.exec(text);
  return found === null ? null : { id: found[1] ?? '', job: found[2] ?? '', number: Number(found[3]) };
}
