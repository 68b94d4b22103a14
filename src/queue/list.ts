import type { BuildSummary } from '../state/build.ts';
import { buildId } from '../state/build.ts';
import type { WaitingPlace, WaitingView } from '../state/waiting.ts';
import type { QueueContext } from './context.ts';
import { type WaitingFor, waitingFor, waitingForGroup } from './waiting-for.ts';

export type WaitingBuild = BuildSummary & { waitingFor: WaitingFor };

/** Of which those that may be seen are looked for. */
const mostQueued = 1000;

/**
 * Queued builds in the order of their turn, each with the reason why it waits at this moment. `visible` says of the path of
 * a folder whether what lies there is to be told of; null: everything is.
 */
export async function listQueue(
  { state }: Pick<QueueContext, 'state'>,
  limit: number,
  visible: ((folder: string) => boolean) | null = null,
): Promise<{ builds: WaitingBuild[]; total: number }> {
  const view = await state.waiting.read({ limit: visible === null ? limit : mostQueued });
  const places = new Map(view.builds.map((place) => [place.id, place]));
  const texts = await state.builds.summaries([...places.keys()]);
  const builds = texts.flatMap((text) => {
    const build = JSON.parse(text) as BuildSummary;
    const place = places.get(buildId(build.job, build.number));
    // One that a worker has taken since does not wait.
    if (place === undefined || build.status !== 'queued') return [];
    if (visible !== null && !visible(build.folder)) return [];
    return [{ ...build, waitingFor: whyItWaits(build, place, view, visible === null) }];
  });
  return { builds: builds.slice(0, limit), total: visible === null ? view.total : builds.length };
}

/** The reason why a queued build waits at the moment of the view. `naming`: which other builds hold its group. */
export function whyItWaits(
  build: BuildSummary,
  { queue, position, heldBack, group }: WaitingPlace,
  circumstances: WaitingView,
  naming = true,
): WaitingFor {
  if (group !== null) {
    return waitingForGroup(
      naming ? group : { ...group, holders: unnamed(group.holders), lost: unnamed(group.lost) },
    );
  }
  return waitingFor(
    {
      queue,
      labels: build.runsOn,
      position,
      lostWorker: heldBack ? build.earlierAttempts?.at(-1)?.worker : null,
      resumes: build.resumes,
    },
    circumstances,
  );
}

const unnamed = (builds: readonly string[]): string[] => builds.map(() => 'another build');
