import { DroverError } from '../errors/error.ts';
import type { StateContext } from './context.ts';
import {
  canBeLinked,
  checkRepository,
  fullName,
  type LinkKind,
  type LinkOf,
  linkText,
  type Repository,
} from './link.ts';
import { isName } from './names.ts';

export type FoundLink<K extends LinkKind> =
  | { readonly link: LinkOf[K] }
  /** The key holds what is no link, as after a change by hand. */
  | { readonly fault: string };

export interface LinkEntry {
  /** `owner/name`, as it was written. */
  repository: string;
  kind: LinkKind;
  /** Null when the key holds what is no link. */
  link: LinkOf[LinkKind] | null;
  fault?: string;
}

/** Which job a repository's pull requests and branches start. Names are taken without regard to case, as GitHub does. */
export interface Links {
  /** True when it is a new one. Throws REQUEST_INVALID for names that GitHub does not have and for a copy, JOB_NOT_FOUND. */
  put<K extends LinkKind>(repository: Repository, kind: K, link: LinkOf[K]): Promise<boolean>;
  /** Null when there is none. A key that was written by hand is taken as it is, and listed from then on. */
  find<K extends LinkKind>(repository: Repository, kind: K): Promise<FoundLink<K> | null>;
  /** Throws LINK_NOT_FOUND. */
  get<K extends LinkKind>(repository: Repository, kind: K): Promise<LinkOf[K]>;
  /** Throws LINK_NOT_FOUND. */
  delete(repository: Repository, kind: LinkKind): Promise<void>;
  /** In the order of their names. */
  list(): Promise<LinkEntry[]>;
}

/** The schema is loaded by those who read links: a worker does not, and its memory is copied with each command it starts. */
export function createLinks({ redis, prefix, keys, scripts }: StateContext): Links {
  const keyOf = ({ owner, name }: Repository, kind: LinkKind): string =>
    kind === 'pullrequest' ? keys.linkOfPullRequests(owner, name) : keys.linkOfBranches(owner, name);
  const fieldOf = (repository: Repository, kind: LinkKind): string =>
    `${fullName(repository).toLowerCase()}/${kind}`;

  const links: Links = {
    async put(repository, kind, link) {
      checkRepository(repository);
      const { job } = link;
      if (!isName('job', job)) throw new DroverError('JOB_NOT_FOUND', { job });
      const [created] = await scripts.run(
        'put_link',
        [keyOf(repository, kind), keys.links(), keys.job(job)],
        [prefix, fieldOf(repository, kind), fullName(repository), kind, linkText(link)],
        { job },
      );
      return created === 1;
    },

    async find(repository, kind) {
      if (!canBeLinked(repository)) return null;
      const [text] = await scripts.run(
        'find_link',
        [keyOf(repository, kind), keys.links()],
        [prefix, fieldOf(repository, kind), fullName(repository), kind],
      );
      if (text === null || text === undefined) return null;
      const { parseLink } = await import('./link-schema.ts');
      const link = parseLink(kind, String(text));
      return 'fault' in link ? link : { link };
    },

    async get(repository, kind) {
      const found = await links.find(repository, kind);
      if (found === null) throw missing(repository, kind);
      if ('link' in found) return found.link;
      const detail = `The value of the key ${keyOf(repository, kind)} is not a link, since ${found.fault}: put it anew, or delete it.`;
      throw new DroverError('NOT_FOUND', { detail });
    },

    async delete(repository, kind) {
      if (!canBeLinked(repository)) throw missing(repository, kind);
      const [code] = await scripts.ask(
        'delete_link',
        [keyOf(repository, kind), keys.links()],
        [prefix, fieldOf(repository, kind), kind],
      );
      if (code !== 'ok') throw missing(repository, kind);
    },

    async list() {
      const written = Object.entries(await redis.hgetall(keys.links())).sort(([a], [b]) => (a < b ? -1 : 1));
      if (written.length === 0) return [];
      const entries = written.map(([field, repository]) => {
        const [owner = '', name = ''] = repository.split('/');
        const kind: LinkKind = field.endsWith('/branch') ? 'branch' : 'pullrequest';
        return { repository, kind, key: keyOf({ owner, name }, kind) };
      });
      const { parseLink } = await import('./link-schema.ts');
      const texts = await redis.mget(entries.map(({ key }) => key));
      return entries.flatMap(({ repository, kind }, index): LinkEntry[] => {
        const text = texts[index];
        if (text === null || text === undefined) return [];
        const link = parseLink(kind, text);
        return [
          'fault' in link ? { repository, kind, link: null, fault: link.fault } : { repository, kind, link },
        ];
      });
    },
  };
  return links;
}

const missing = (repository: Repository, kind: LinkKind): DroverError =>
  new DroverError('LINK_NOT_FOUND', {
    repository: fullName(repository),
    what: kind === 'branch' ? 'branches' : 'pull requests',
  });
