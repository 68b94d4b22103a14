import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { BuildDocument } from '../state/build.ts';
import { createState } from '../state/index.ts';
import { ended, sampleBuild, sampleDefinition } from '../state/testing/sample-build.ts';
import { useState } from '../state/testing/test-state.ts';
import { createStorage, type Storage } from '../storage/index.ts';
import { completeJournal } from './complete-journal.ts';
import type { QueueContext } from './context.ts';
import { prune } from './prune.ts';
import { removeBuild } from './remove.ts';

const given = useState();

type Server = Pick<QueueContext, 'state' | 'storage'>;

/** A server that is dead from its n-th step on: a command to Redis, or the removal of the files of one build. */
async function mortalServer(storage: Storage, steps: number) {
  const redis = given.redis.duplicate();
  onTestFinished(() => redis.disconnect());
  const state = await createState({ redis, prefix: '' });
  const server = { died: false, context: { state, storage: { ...storage } } satisfies Server };
  let taken = 0;
  const step = (): void => {
    taken += 1;
    server.died ||= taken > steps;
    if (server.died) throw new Error('killed');
  };
  const send = redis.sendCommand.bind(redis);
  redis.sendCommand = (command, ...rest) => {
    step();
    return send(command, ...rest);
  };
  server.context.storage.removeBuilds = async (path, selection) => {
    if ('upTo' in selection) {
      step();
      return storage.removeBuilds(path, selection);
    }
    for (const number of selection.numbers) {
      step();
      await storage.removeBuilds(path, { numbers: [number] });
    }
  };
  return server;
}

/** Three builds of a job that have ended, with their files. */
async function threeBuilds(storage: Storage): Promise<void> {
  await given.redis.flushall();
  await given.state.jobs.put('api', sampleDefinition);
  for (let count = 0; count < 3; count++) {
    const { build } = await given.state.builds.submit(sampleBuild(), {});
    const final = ended(build, 'failure');
    await given.state.builds.finish(final, { expect: 'queued' });
    await storage.writeBuildJson(final as BuildDocument, '{}\n');
  }
}

test.each<[string, (server: Server) => Promise<unknown>, number[]]>([
  ['retention', (server) => prune(server, { retentionBuilds: 1, retentionDays: 0 }, {}), [3]],
  ['a person who deletes a build', (server) => removeBuild(server as QueueContext, 'api', 2), [1, 3]],
  [
    'a person who deletes a job',
    async (server) => {
      await server.state.jobs.delete('api');
      await completeJournal(server);
    },
    [],
  ],
])(
  'a server that is killed between any two steps of %s leaves a note of the files that are left',
  async (_who, remove, staying) => {
    const root = await mkdtemp(join(tmpdir(), 'drover-killed-'));
    onTestFinished(() => rm(root, { recursive: true }));
    const storage = createStorage(root);
    const whatIsThere = async () => {
      const noted = await given.state.journal.list();
      const isNoted = (number: number): boolean =>
        noted.some(
          (entry) =>
            entry.kind === 'removal' &&
            ('upTo' in entry.builds ? number <= entry.builds.upTo : entry.builds.numbers.includes(number)),
        );
      return Promise.all(
        [1, 2, 3].map(async (number) => ({
          number,
          document: (await given.state.builds.find(`api_${number}`)) !== null,
          files: existsSync(join(root, 'jobs', 'api', String(number))),
          noted: isNoted(number),
        })),
      );
    };
    let steps = 0;
    for (let died = true; died; steps += 1) {
      await threeBuilds(storage);
      const server = await mortalServer(storage, steps);
      await remove(server.context).catch((error: Error) => expect(error.message).toBe('killed'));
      died = server.died;
      for (const { document, files, noted } of await whatIsThere()) {
        expect(document && !files, `step ${steps}: a record without files`).toBe(false);
        expect(files && !document && !noted, `step ${steps}: files that nothing knows of`).toBe(false);
      }
      // Another server goes on when the lock of the dead one has run out.
      expect(await given.redis.pttl('drover:journal-lock')).toBeLessThanOrEqual(60_000);
      await given.redis.del('drover:journal-lock');
      await completeJournal({ state: given.state, storage });
      for (const { number, document, files, noted } of await whatIsThere()) {
        expect(files).toBe(document);
        expect(noted).toBe(false);
        if (!died) expect(document).toBe(staying.includes(number));
      }
    }
    expect(steps).toBeGreaterThan(5);
  },
);
