import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import pino from 'pino';
import { onTestFinished } from 'vitest';
import type { Definition } from '../../definition/index.ts';
import { createDelivery } from '../../queue/delivery.ts';
import type { BuildDocument } from '../../state/build.ts';
import type { DeliveryRecord } from '../../state/delivery.ts';
import type { State } from '../../state/index.ts';
import type { LinkKind, LinkOf } from '../../state/link.ts';
import { sampleDefinition } from '../../state/testing/sample-build.ts';
import { createStorage } from '../../storage/index.ts';
import type { GithubContext } from '../context.ts';
import { processDelivery } from '../process.ts';
import type { Result } from '../result.ts';
import type { Notice } from '../statuses/index.ts';

/** Processes events on a state, as a server does. */
export interface Integration {
  readonly context: GithubContext;
  /** What GitHub was told. */
  readonly notices: Notice[];
  /** Under another id each time, unless one is given. */
  send(event: string, payload: object, over?: Partial<DeliveryRecord>): Promise<Result>;
  /** Number, status and commit of the builds of a job, newest first. */
  builds(job: string): Promise<Pick<BuildDocument, 'number' | 'status' | 'github' | 'cause'>[]>;
  /** The same in short, as `2 queued`. */
  statuses(job: string): Promise<string[]>;
}

export async function integrate(
  { state, redis }: { state: State; redis: Redis },
  github: GithubContext['github'] = null,
): Promise<Integration> {
  const folder = await mkdtemp(join(tmpdir(), 'drover-github-'));
  const connection = redis.duplicate({ maxRetriesPerRequest: null });
  const delivery = createDelivery(connection, '');
  onTestFinished(async () => {
    await delivery.close();
    connection.disconnect();
    await rm(folder, { recursive: true });
  });
  const notices: Notice[] = [];
  const context: GithubContext = {
    state,
    delivery,
    storage: createStorage(folder),
    github,
    log: pino({ level: 'silent' }),
    announce: async (notice) => void notices.push(notice),
  };
  const builds = async (job: string) =>
    JSON.parse((await state.builds.page(job, { limit: 100 })).json) as BuildDocument[];
  return {
    context,
    notices,
    builds,
    statuses: async (job) => (await builds(job)).map(({ number, status }) => `${number} ${status}`),
    send(event, payload, over = {}) {
      const record: DeliveryRecord = {
        id: randomUUID(),
        event,
        repository: null,
        bytes: 0,
        receivedAt: new Date().toISOString(),
        outcome: 'accepted',
        reason: '',
        ...over,
      };
      return processDelivery(context, record, payload);
    },
  };
}

/** Links a repository of the examples to a job `api`, which it makes. */
export const linkerOf =
  (given: { readonly state: State }) =>
  async <K extends LinkKind>(
    kind: K,
    options: Partial<LinkOf[K]> = {},
    definition: Partial<Definition> = {},
  ): Promise<void> => {
    await given.state.jobs.put('api', { ...sampleDefinition, ...definition });
    await given.state.links.put(exampleRepository, kind, { job: 'api', ...options } as LinkOf[K]);
  };

/** Of most examples. */
export const exampleRepository = { owner: 'Codertocat', name: 'Hello-World' };

type Api = NonNullable<GithubContext['github']>;

/** A GitHub that has nothing but what is given. */
export const fakeApi = (over: Partial<Api>): Api => ({
  readFile: async () => null,
  pullRequestFiles: async () => [],
  isApp: false,
  commitMessage: async () => null,
  ...over,
});
