import type { StateContext } from './context.ts';

/** What an event tells. */
export interface Change {
  /** Of the event; rises. */
  readonly id: string;
  /** JSON: the document of a build without its definition, or a `Notice`. */
  readonly text: string;
}

/** A change that is not one of a build. */
export type Notice =
  /** The job was made, saved or moved there; `gone`: deleted, or moved from there. */
  | { readonly what: 'job'; readonly folder: string; readonly job: string; readonly gone?: true }
  /** The folder of this path was made, or deleted. */
  | { readonly what: 'folder'; readonly folder: string; readonly gone?: true }
  /** These builds of the job were deleted. */
  | {
      readonly what: 'builds';
      readonly folder: string;
      readonly job: string;
      readonly numbers: readonly number[];
    };

export interface Replay {
  /** The newest event; `0-0` before the first. */
  readonly newest: string;
  /** The history does not go back so far. */
  readonly missing: boolean;
  /** Each build that changed, once, as it is now, and what else has changed. */
  readonly changes: readonly Change[];
}

/** The last thousand or so changes. */
export interface History {
  /** What changed after the event `since`; without it only which event is the newest. */
  after(since?: string): Promise<Replay>;
}

export function createHistory({ prefix, keys, scripts }: StateContext): History {
  return {
    async after(since = '') {
      const [newest, missing, ...rest] = await scripts.run('read_history', [keys.history()], [prefix, since]);
      const changes: Change[] = [];
      for (let index = 0; index + 1 < rest.length; index += 2) {
        changes.push({ id: String(rest[index]), text: String(rest[index + 1]) });
      }
      return { newest: String(newest), missing: missing === 1, changes };
    },
  };
}

/** A message of the channel of events, as the scripts write it; null for anything else. */
export function readEvent(text: string): Change | null {
  const found = /^\{"id":"(\d+-\d+)",(?="(?:job|what)":)/.exec(text);
  return found === null ? null : { id: found[1] ?? '', text: `{${text.slice(found[0].length)}` };
}

/** What a change is about: of several of the same subject the newest tells all. */
export const subjectOf = (text: string): string =>
  /^\{"job":"([^"]*)","number":(\d+),/.exec(text)?.slice(1).join('_') ?? text;

/** Null for the document of a build. */
export const readNotice = (text: string): Notice | null =>
  text.startsWith('{"what":') ? (JSON.parse(text) as Notice) : null;
