import type { GithubEvent } from '../state/github-event.ts';

/** What GitHub Actions and others understand. The trailer stands in the last lines, after an empty one. */
const marker = /\[(?:(?:skip|no)[ -]ci|ci[ -]skip|skip actions|actions skip|skip drover|drover skip)\]/i;
const trailer = /\n\s*\nskip-checks: *true\s*$/i;

/**
 * The marker by which the author of the head commit, or the title of the pull request, asks for no build; null without
 * one. A tag is never skipped: its commit was made for something else.
 */
export function skipMarkerOf({ event, commit, pullRequest }: GithubEvent): string | null {
  if (event === 'push' && commit.tag !== undefined) return null;
  const texts = [commit.message ?? commit.title ?? '', pullRequest?.title ?? ''];
  for (const text of texts) {
    const found = marker.exec(text)?.[0];
    if (found !== undefined) return found;
  }
  return trailer.test(commit.message ?? '') ? 'skip-checks: true' : null;
}
