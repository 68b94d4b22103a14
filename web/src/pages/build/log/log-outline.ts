import { queryOptions } from '@tanstack/react-query';
import { call } from '../../../data/api.ts';
import { type LogPlace, placeParams } from './log-source.ts';

const againAfterMs = 4_000;

/** Errors and groups of a log, as far as they are known; of one that grows again and again. */
export const outlineQuery = (place: LogPlace, live: boolean) =>
  queryOptions({
    queryKey: ['outline', place.job, place.number, place.log, live],
    queryFn: ({ signal }) =>
      call('GET /api/jobs/:name/builds/:number/outline', {
        params: placeParams(place),
        query: { log: place.log },
        signal,
      }),
    staleTime: live ? 0 : Number.POSITIVE_INFINITY,
    refetchInterval: live ? againAfterMs : false,
    placeholderData: (before) => before,
  });
