import { call, mayPass } from '../../../data/api.ts';
import { liveClient } from '../../../data/live.ts';
import type { LogSource } from '../../../log/log-store.ts';

/** A log of a build. */
export interface LogPlace {
  readonly job: string;
  readonly number: number;
  /** As `Build/Compile.log`. */
  readonly log: string;
}

export const placeParams = ({ job, number }: LogPlace) => ({ name: job, number });

export const rawAddress = ({ job, number, log }: LogPlace): string =>
  `/api/jobs/${encodeURIComponent(job)}/builds/${number}/files/${log.split('/').map(encodeURIComponent).join('/')}`;

/** Lines come over REST, what is printed over the live connection. */
export function logSource(place: LogPlace): LogSource {
  const { job, number, log } = place;
  return {
    lines: (from, count, signal) =>
      call('GET /api/jobs/:name/builds/:number/lines', {
        params: placeParams(place),
        query: { log, from, count },
        signal,
      }),
    mayPass,
    follow: (offset, events) =>
      liveClient().output(
        { job, build: number, logs: [log], offsets: { [log]: offset } },
        {
          output: (message) => {
            if (message.log === log) events.output(message.data, message.bytes);
          },
          end: () => events.over(),
          failed: (error) => events.failed(error),
        },
      ),
  };
}
