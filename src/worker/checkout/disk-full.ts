/** No space is left where the checkout writes. */
export class DiskFull extends Error {
  /** `folder` is where. */
  constructor(folder: string) {
    super(
      `no space is left on the disk of ${folder}: make room, or keep less by mirrorsMaxGigabytes and mirrorsMaxAge`,
    );
  }
}

/** What a call of this process has met, not git. */
export const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');
