import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { repository, TestDrover } from '../helpers/drover.ts';

let drover: TestDrover;

beforeAll(async () => {
  drover = await TestDrover.up();
});

afterAll(() => drover.stop());

describe('start and follow', () => {
  test.each([
    ['passes', 'echo fine', 0],
    ['fails', 'echo broken; exit 3', 1],
  ])(
    'start --follow of a job that %s prints its output and exits with its result',
    async (name, command, code) => {
      await drover.job(name, command);
      const result = await drover.cli('start', name, '--follow');
      expect(result.output).toContain(command.slice(5, command.includes(';') ? 11 : undefined));
      expect(result.code).toBe(code);
    },
  );

  test('a timed-out build exits with 124', async () => {
    await drover.define('late', {
      timeout: '300ms',
      stages: [{ title: 'a', steps: [{ title: 's', command: 'sleep 60' }] }],
    });
    expect((await drover.cli('start', 'late', '--follow')).code).toBe(124);
  });

  test('a cancelled build exits with 130', async () => {
    await drover.job('doomed', 'echo begun; sleep 600');
    const following = drover.cli('start', 'doomed', '--follow');
    await expect.poll(() => drover.log('doomed', 1)).toContain('begun');
    expect((await drover.cli('cancel', 'doomed', '1')).code).toBe(0);
    expect((await following).code).toBe(130);
  });

  test('a job that does not exist exits with 1 and one sentence', async () => {
    const { code, output } = await drover.cli('start', 'nobody');
    expect(code).toBe(1);
    expect(output).toContain('There is no job named "nobody"');
  });
});

describe('reading', () => {
  test('log, builds, jobs, workers, queue and doctor tell what is there', async () => {
    await drover.job('seen', 'echo one', 'echo two');
    await drover.run('seen');
    expect((await drover.cli('log', 'seen')).output).toBe('one\ntwo\n');
    expect((await drover.cli('log', 'seen', '--step', 'step 2')).output).toBe('two\n');
    expect((await drover.cli('builds', 'seen')).output).toContain('#1');
    expect((await drover.cli('builds')).output).toMatch(/^JOB +BUILD.*$\n(.*\n)*seen +#1/m);
    expect((await drover.cli('jobs')).output).toContain('seen');
    expect((await drover.cli('workers')).output).toContain('online');
    expect((await drover.cli('queue')).code).toBe(0);
    const doctor = await drover.cli('doctor');
    expect(`${doctor.code} ${doctor.output}`).toMatch(/^0 /);
  });

  test.each([['jobs'], ['builds', 'hello'], ['workers'], ['queue'], ['config'], ['doctor']])(
    '%s --json is JSON',
    async (...args) => {
      const { output } = await drover.cli(...args, '--json');
      expect(() => JSON.parse(output)).not.toThrow();
    },
  );

  test('a server that is not there is said in one sentence, with exit code 69', async () => {
    const client = drover.spawn(['jobs'], { DROVER_URL: 'http://127.0.0.1:1', DROVER_TOKEN: 'x' });
    expect(await client.exit()).toBe(69);
    expect(client.output.trim().split('\n').length).toBe(1);
  });
});

describe('apply, export and import', () => {
  test('a directory tree becomes the folder tree; a second time nothing changes; export gives it back', async () => {
    const folder = join(drover.data, 'jobs');
    await mkdir(join(folder, 'ops', 'nightly'), { recursive: true });
    await writeFile(join(folder, 'top.yaml'), 'stages: [{ steps: [{ command: "true" }] }]\n');
    await writeFile(
      join(folder, 'ops', 'nightly', 'backup.yaml'),
      'title: Backup\nstages: [{ steps: [{ command: "true" }] }]\n',
    );
    const first = await drover.cli('apply', '-f', folder);
    expect(first.output).toMatch(/backup.*created|created.*backup/);
    expect(first.code).toBe(0);
    const again = await drover.cli('apply', '-f', folder);
    expect(again.output).toMatch(/unchanged/);
    expect(
      (await drover.request<{ meta: { folder: string } }>('GET', '/api/jobs/backup')).json.meta.folder,
    ).toBe('ops/nightly');

    const exported = join(drover.data, 'exported');
    expect((await drover.cli('export', exported)).code).toBe(0);
    expect(await readFile(join(exported, 'ops', 'nightly', 'backup.yaml'), 'utf8')).toContain('Backup');
    const imported = await drover.cli('import', exported);
    expect(`${imported.code} ${imported.output}`).toMatch(/^0 /);
    expect(imported.output).not.toMatch(/changed(?<!unchanged)|created/);
  });

  test('comments of a file come back with an export; a changed one is a change, and no change of builds', async () => {
    const folder = join(drover.data, 'commented');
    const file = join(folder, 'noted.yaml');
    const text = '# why\nstages:\n  - steps: [{ command: "true" }] # all of it\n';
    await mkdir(folder);
    await writeFile(file, text);
    await drover.cli('apply', '-f', folder);
    const exported = join(drover.data, 'exported-comments');
    await drover.cli('export', exported);
    expect(await readFile(join(exported, 'noted.yaml'), 'utf8')).toBe(text);
    expect((await drover.cli('apply', '-f', folder)).output).toMatch('unchanged');
    await writeFile(file, text.replace('why', 'because'));
    expect((await drover.cli('apply', '-f', folder)).output).toMatch(/^changed +noted$/m);
    expect((await drover.cli('apply', '-f', folder)).output).toMatch('unchanged');
  });

  test('one broken file: every fault is told, and nothing is applied', async () => {
    const folder = join(drover.data, 'broken');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'good.yaml'), 'stages: [{ steps: [{ command: "true" }] }]\n');
    await writeFile(join(folder, 'bad.yaml'), 'stage: []\n');
    const { code, output } = await drover.cli('apply', '-f', folder);
    expect(code).toBe(2);
    expect(output).toMatch(/bad\.yaml:1:1: /);
    expect((await drover.request('GET', '/api/jobs/good')).status).toBe(404);
  });
});

describe('without a server', () => {
  test('validate tells every fault at its place and exits 1', async () => {
    const file = join(drover.data, 'faulty.yaml');
    await writeFile(file, 'title: x\nstage: []\n');
    const { code, output } = await drover.cli('validate', file);
    expect(code).toBe(1);
    expect(output).toMatch(/faulty\.yaml:2:1: .*stages/);
  });

  test.each([
    ['true', 0],
    ['exit 7', 1],
  ])('run of a file whose step is "%s" exits with %i', async (command, code) => {
    const file = join(drover.data, `run-${code}.yaml`);
    await writeFile(
      file,
      `stages: [{ title: A, steps: [{ title: S, command: ${JSON.stringify(command)} }] }]\n`,
    );
    expect((await drover.cli('run', file)).code).toBe(code);
  });

  test.each([
    ['parameters', ['-p', 'NAME=Ada'], 0],
    ['hooks-and-failure', [], 1],
  ])('the example %s runs', async (name, parameters, code) => {
    const file = join(repository, 'examples', `${name}.yaml`);
    expect((await drover.cli('run', file, ...parameters)).code).toBe(code);
  });

  test('run of a broken file exits with 2', async () => {
    const file = join(drover.data, 'run-broken.yaml');
    await writeFile(file, 'stages: 5\n');
    expect((await drover.cli('run', file)).code).toBe(2);
  });
});
