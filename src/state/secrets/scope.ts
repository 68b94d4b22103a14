/** Where a secret can be used: everywhere, in a folder and all that lies below it, in one job and its copies. */
export type SecretScope =
  | { readonly kind: 'global' }
  | { readonly kind: 'folder'; readonly name: string }
  | { readonly kind: 'job'; readonly name: string };

/** `global/NAME`, `folder/team/NAME`, `job/api/NAME`: names hold no slash. */
export function fieldOf(scope: SecretScope, name: string): string {
  return scope.kind === 'global' ? `global/${name}` : `${scope.kind}/${scope.name}/${name}`;
}

export interface Place {
  readonly scope: SecretScope;
  readonly name: string;
}

export function readField(field: string): Place | null {
  const [kind, first = '', second] = field.split('/');
  if (kind === 'global') return { scope: { kind }, name: first };
  if ((kind === 'folder' || kind === 'job') && second !== undefined)
    return { scope: { kind, name: first }, name: second };
  return null;
}

/** What counts for a job, nearest first: its own, those of the job that it is a copy of, of its folders, of all. */
export function scopesFor(job: { name: string; parent?: string; folder: string }): SecretScope[] {
  const folders = job.folder === '' ? [] : job.folder.split('/').reverse();
  return [
    { kind: 'job', name: job.name },
    ...(job.parent === undefined ? [] : [{ kind: 'job', name: job.parent } as const]),
    ...folders.map((name) => ({ kind: 'folder', name }) as const),
    { kind: 'global' },
  ];
}
