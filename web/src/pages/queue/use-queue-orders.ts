import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '../../data/api.ts';
import { keys } from '../../data/queries.ts';
import type { WaitingBuild } from '../../data/routes.ts';
import { sayDone, sayFault } from '../../ui/toast.tsx';

export type Place = { to: 'front' } | { priority: number };

type Build = Pick<WaitingBuild, 'job' | 'number'>;

/** Gives a build another place in the queue. */
export function useMoveBuild({ job, number }: Build) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (place: Place) =>
      call('POST /api/jobs/:name/builds/:number/move', { params: { name: job, number }, body: place }),
    onSuccess(_build, place) {
      const where = 'to' in place ? 'comes before all that wait now' : `has the priority ${place.priority}`;
      sayDone(`${job} #${number} ${where}.`);
    },
    onError: sayFault,
    onSettled: () => cache.invalidateQueries({ queryKey: keys.queue }),
  });
}

/** Cancels a build that waits: it ends at once, and can be run again. */
export function useRemoveBuild({ job, number }: Build) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () =>
      call('POST /api/jobs/:name/builds/:number/cancel', { params: { name: job, number }, body: {} }),
    onSuccess: () => sayDone(`${job} #${number} is taken out of the queue.`),
    onError: sayFault,
    onSettled: () => cache.invalidateQueries({ queryKey: keys.queue }),
  });
}
