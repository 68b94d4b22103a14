import type { GithubEvent } from '../state/github-event.ts';
import type { Repository } from '../state/link.ts';

/** What a delivery tells, as far as Drover acts on it. */
export type Occurrence =
  /** Something new is to be built. */
  | {
      readonly kind: 'pushed';
      readonly event: GithubEvent;
      readonly files: ChangedFiles;
      readonly by: string;
    }
  | { readonly kind: 'proposed'; readonly event: GithubEvent; readonly by: string }
  /** A branch or tag was deleted. */
  | { readonly kind: 'deleted'; readonly repository: Repository; readonly ref: string; readonly by: string }
  /** A pull request was merged or closed. */
  | {
      readonly kind: 'closed';
      readonly repository: Repository;
      readonly number: number;
      readonly merged: boolean;
      readonly by: string;
    }
  | { readonly kind: 'nothing'; readonly reason: string }
  /** The payload is not what its event says. */
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Paths that a push changed; null where the payload does not tell all of them. */
export type ChangedFiles = readonly string[] | null;
