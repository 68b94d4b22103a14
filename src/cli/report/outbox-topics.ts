import { DroverError } from '../../errors/error.ts';
import type { LogSearch } from '../../reporting/reports/log-search.ts';
import { type ReportingStatus, sentenceOf } from '../../reporting/status.ts';
import type { RefusedBuild } from '../../state/outbox.ts';
import { elapsed } from '../run/terminal.ts';
import type { Topic, TopicCall } from './topic.ts';

/** Prints an answer: as JSON when asked for, else as `print` shows it. */
function tell<T>({ io, flags }: TopicCall, answer: T, print: (answer: T) => string): number {
  io.print(flags.json ? JSON.stringify(answer, null, 2) : print(answer));
  return 0;
}

const builds = (count: number): string => (count === 1 ? '1 build' : `${count} builds`);

/** Reporting to Elasticsearch itself. */
export const outboxTopics: Readonly<Record<string, Topic>> = {
  async status(call) {
    return tell(call, await call.client.get<ReportingStatus>('/api/reports/status'), (status) => {
      const { waiting, lagMs, counts, lastSentAt, lastError, backfill } = status;
      return [
        `Elasticsearch: ${sentenceOf(status)}`,
        `waiting    ${builds(waiting)}${lagMs === null ? '' : `, the longest for ${elapsed(lagMs)}`}`,
        `sent       ${builds(counts.sent)}${lastSentAt === null ? '' : `, the last at ${lastSentAt}`}`,
        `put off    ${counts.retried} times`,
        `refused    ${builds(status.refused)}`,
        ...(lastError === null ? [] : [`last fault ${lastError.at} ${lastError.message}`]),
        ...(backfill === null
          ? []
          : [`backfill   at ${backfill.job || 'its beginning'}, ${builds(backfill.builds)} so far`]),
      ].join('\n');
    });
  },

  async logs(call) {
    const { client, flags, text, io } = call;
    if (text === undefined)
      throw new DroverError('USAGE', { detail: 'Say what to look for: drover report logs TEXT' });
    const { job, days, from, to, limit } = flags;
    const found = await client.get<LogSearch>('/api/reports/logs', {
      query: text,
      job,
      days,
      from,
      to,
      limit,
    });
    return tell(call, found, ({ builds: rows, total }) => {
      if (rows.length === 0) return 'No build printed this.';
      const lines = rows.flatMap(({ job: of, number, finishedAt, matches, lines: some }) => [
        `${of} #${number}  ${io.colors.dim(`${finishedAt}, ${matches} lines`)}`,
        ...some.map(({ log, line, text: said }) => `  ${io.colors.dim(`${log}:${line}`)} ${said.trim()}`),
      ]);
      return [...lines, '', `${builds(total)} printed this.`].join('\n');
    });
  },

  async refused(call) {
    const { refused } = await call.client.get<{ refused: RefusedBuild[] }>('/api/reports/refused', {
      limit: call.flags.limit,
    });
    return tell(call, { refused }, () =>
      refused.length === 0
        ? 'Elasticsearch has refused no build.'
        : refused
            .map(({ id, at, status, type, reason }) => `${id}  ${at}  ${status} ${type}: ${reason}`)
            .join('\n'),
    );
  },

  async resend(call) {
    const body = call.text === undefined ? {} : { ids: [call.text] };
    const taken = await call.client.send<{ builds: number }>('POST', '/api/reports/refused/resend', { body });
    return tell(call, taken, ({ builds: count }) => `${builds(count)} will be sent again.`);
  },

  async forget(call) {
    const taken = await call.client.send<{ builds: number }>('DELETE', '/api/reports/refused');
    return tell(call, taken, ({ builds: count }) => `${builds(count)} forgotten.`);
  },

  async backfill(call) {
    const { client, text, flags } = call;
    if (text === 'stop') {
      await client.send('DELETE', '/api/reports/backfill');
      return tell(call, { stopped: true }, () => 'The backfill is stopped.');
    }
    if (text !== undefined)
      throw new DroverError('USAGE', {
        detail: 'It is "drover report backfill", "… --job NAME", or "… stop".',
      });
    const answer = await client.send('POST', '/api/reports/backfill', {
      body: flags.job === undefined ? {} : { job: flags.job },
    });
    return tell(call, answer, () => 'What Redis has of history will be reported: drover report status');
  },

  async stop(call) {
    const taken = await call.client.send<{ builds: number }>('DELETE', '/api/reports/outbox');
    return tell(
      call,
      taken,
      ({ builds: count }) => `Reporting is off; ${builds(count)} waited and will not be sent.`,
    );
  },
};
