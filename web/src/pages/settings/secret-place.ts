import { call } from '../../data/api.ts';
import type { Secret, TreeEntry } from '../../data/routes.ts';
import { reaches, type Session } from '../../data/session.ts';

/** Where a secret is: for all jobs, or of the folder or job `of`. */
export type Place = Pick<Secret, 'scope' | 'of'>;

/** `all jobs`, `folder backend`, `job site`. */
export const placeText = ({ scope, of }: Place): string => (of === undefined ? 'all jobs' : `${scope} ${of}`);

/** Stores it anew, or in place of what is there. */
export function putSecret(place: Place, secret: string, value: string): Promise<{ created: boolean }> {
  const body = { value };
  const { scope, of: name = '' } = place;
  switch (scope) {
    case 'global':
      return call('PUT /api/secrets/:secret', { params: { secret }, body });
    case 'folder':
      return call('PUT /api/folders/:name/secrets/:secret', { params: { name, secret }, body });
    case 'job':
      return call('PUT /api/jobs/:name/secrets/:secret', { params: { name, secret }, body });
  }
}

export function deleteSecret(place: Place, secret: string): Promise<undefined> {
  const { scope, of: name = '' } = place;
  switch (scope) {
    case 'global':
      return call('DELETE /api/secrets/:secret', { params: { secret } });
    case 'folder':
      return call('DELETE /api/folders/:name/secrets/:secret', { params: { name, secret } });
    case 'job':
      return call('DELETE /api/jobs/:name/secrets/:secret', { params: { name, secret } });
  }
}

/** Names of the folders or jobs whose secrets the session may change; copies have those of their parent. */
export function placesOf(kind: TreeEntry['kind'], entries: readonly TreeEntry[], session: Session): string[] {
  return entries.flatMap((entry) => {
    const isOne = entry.kind === kind && !('parent' in entry && entry.parent !== undefined);
    const own = isOne && reaches(session, 'admin', entry.path) ? [entry.name] : [];
    return entry.kind === 'folder' ? [...own, ...placesOf(kind, entry.entries, session)] : own;
  });
}
