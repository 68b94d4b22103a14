import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BuildDocument } from '../../src/state/build.ts';
import { program, TestDrover, until } from '../helpers/drover.ts';
import { namespaceFault, startBesideFirstProcess } from '../helpers/first-process.ts';

let drover: TestDrover;
beforeAll(async () => {
  drover = await TestDrover.up({ DROVER_SLOTS: '2', DROVER_CANCEL_GRACE: '1s' });
});
afterAll(() => drover.stop());

/** Commands of the processes of this machine that carry a build's mark in their environment. */
function marked(mark: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
        return environment.includes(`MARK=${mark}`) ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8')] : [];
      } catch {
        return [];
      }
    });
}

async function running(name: string, definition: object, says: string): Promise<number> {
  await drover.define(name, { env: { MARK: `${name}-${drover.data}` }, ...definition });
  const { number } = await drover.start(name);
  await until(async () => (await drover.log(name, number)).includes(says), `${name} says ${says}`);
  return number;
}

const cancel = (name: string, number: number, body: object = {}) =>
  drover.request<BuildDocument>('POST', `/api/jobs/${name}/builds/${number}/cancel`, body);
const oneStep = (command: string) => ({ stages: [{ title: 's', steps: [{ title: 'a', command }] }] });

test.each<[string, string]>([
  ['a process that ignores SIGTERM', `trap '' TERM; echo ready; while :; do sleep 0.2; done`],
  ['one that left the group', 'setsid sleep 300 & echo ready; wait'],
  [
    'one forked twice that holds the output',
    '(setsid bash -c "trap \'\' TERM; while :; do sleep 0.2; done" &) ; echo ready; sleep 300',
  ],
  ['a family of many', 'for i in 1 2 3 4 5; do (sleep 300 & sleep 300 & wait) & done; echo ready; wait'],
])('a cancel leaves nothing alive of %s, and says what was sent', async (name, command) => {
  const job = `kill-${name.replaceAll(' ', '-')}`;
  const number = await running(job, oneStep(command), 'ready');
  await cancel(job, number, { reason: 'wrong branch' });
  const build = await drover.finished(job, number);
  expect(build).toMatchObject({ status: 'cancelled', cancel: { by: 'admin', reason: 'wrong branch' } });
  expect(build.stages[0]?.steps[0]?.signals?.[0]?.signal).toBe('SIGTERM');
  expect(build.leftProcesses.filter(({ survived }) => survived)).toEqual([]);
  await until(() => marked(`${job}-${drover.data}`).length === 0, 'nothing of it is alive');
});

test('what ignores SIGTERM is killed after the grace, and both signals are told with their times', async () => {
  const number = await running(
    'stubborn',
    oneStep(`trap '' TERM; echo ready; while :; do sleep 0.2; done`),
    'ready',
  );
  await cancel('stubborn', number);
  const { stages } = await drover.finished('stubborn', number);
  const [term, kill] = stages[0]?.steps[0]?.signals ?? [];
  expect([term?.signal, kill?.signal]).toEqual(['SIGTERM', 'SIGKILL']);
  expect(Date.parse(kill?.at ?? '') - Date.parse(term?.at ?? '')).toBeGreaterThanOrEqual(900);
});

test('a process that cannot be ended is told as such, with the signals that it was sent', async ({
  skip,
}) => {
  const fault = namespaceFault();
  skip(fault !== null, `no pid namespace can be made here: ${fault}`);
  const cookie = join(drover.data, 'cookie');
  const island = startBesideFirstProcess(cookie, [process.execPath, program, 'worker'], {
    ...drover.environment,
    DROVER_REDIS_URL: `unix://${drover.redisSocket}`,
    DROVER_NAME: 'island',
    DROVER_LABELS: 'island',
  });
  try {
    const command = `printf %s "$CI_PROCESS_COOKIE" > ${cookie}; until grep -qx sleep /proc/1/comm; do sleep 0.05; done; echo ready; sleep 300`;
    const number = await running('immortal', { runsOn: ['island'], ...oneStep(command) }, 'ready');
    await cancel('immortal', number, { force: true });
    const build = await drover.finished('immortal', number);
    expect(build).toMatchObject({ status: 'cancelled', worker: 'island' });
    expect(build.leftProcesses).toEqual([
      { pid: 1, command: 'sleep 600', signals: ['SIGTERM', 'SIGKILL'], survived: true },
    ]);
  } finally {
    island.kill('SIGKILL');
  }
});

test('a cancel in a hook ends the hook', async () => {
  const definition = { onStart: 'echo in the hook; sleep 300', ...oneStep('true') };
  const number = await running('hooked', definition, 'in the hook');
  await cancel('hooked', number);
  const build = await drover.finished('hooked', number);
  expect(build).toMatchObject({ status: 'cancelled', stages: [{ status: 'skipped' }] });
  expect(build.hooks[0]).toMatchObject({ hook: 'onStart', status: 'cancelled' });
});

test('the first request lets onFailure run, the second skips it', async () => {
  const definition = { onFailure: 'echo cleaning; sleep 300', ...oneStep('echo ready; sleep 300') };
  const number = await running('twice', definition, 'ready');
  await cancel('twice', number);
  await until(async () => (await drover.log('twice', number)).includes('cleaning'), 'the hook runs');
  expect((await cancel('twice', number)).json.cancel?.requests).toBe(2);
  expect(await drover.finished('twice', number)).toMatchObject({
    status: 'cancelled',
    cancel: { requests: 2 },
    hooks: [{ hook: 'onFailure', status: 'cancelled' }],
  });
});

test('with force there are no hooks and no grace', async () => {
  const definition = {
    onFailure: 'echo cleaning',
    ...oneStep(`trap '' TERM; echo ready; while :; do sleep 0.2; done`),
  };
  const number = await running('forced', definition, 'ready');
  const { code } = await drover.cli('cancel', 'forced', String(number), '--force');
  expect(code).toBe(0);
  const build = await drover.finished('forced', number);
  expect(build).toMatchObject({ status: 'cancelled', hooks: [] });
  expect(await drover.log('forced', number)).not.toContain('cleaning');
});

test('a running build is given more time, and less', async () => {
  const definition = { timeout: '10s', ...oneStep('echo ready; sleep 11; echo done') };
  const number = await running('extended', definition, 'ready');
  const path = `/api/jobs/extended/builds/${number}`;
  expect((await drover.request('PATCH', path, { timeout: '1h' })).status).toBe(202);
  const build = await drover.finished('extended', number);
  expect(build.status).toBe('success');
  expect(Date.parse(build.deadline ?? '') - Date.parse(build.startedAt ?? '')).toBe(3_600_000);
  const shortened = await running('shortened', oneStep('echo ready; sleep 300'), 'ready');
  expect((await drover.cli('extend', 'shortened', String(shortened), '1s')).code).toBe(0);
  expect(await drover.finished('shortened', shortened)).toMatchObject({
    status: 'timed_out',
    reason: 's ▸ a: job timeout of 1 s, as it was changed to while the build ran',
  });
  expect(
    (await drover.request('PATCH', `/api/jobs/shortened/builds/${shortened}`, { timeout: '1h' })).status,
  ).toBe(409);
  expect(
    (await drover.request('PATCH', `/api/jobs/shortened/builds/${shortened}`, { timeout: 'soon' })).status,
  ).toBe(400);
});
