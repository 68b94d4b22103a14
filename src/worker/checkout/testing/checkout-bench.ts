import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect } from 'vitest';
import { FakeGithub } from '../../../../test/helpers/fake-github.ts';
import { GitServer, type TestRepository } from '../../../../test/helpers/git-server.ts';
import { type Definition, planOf } from '../../../definition/index.ts';
import { type RunAbort, type RunRecord, runPlan } from '../../../engine/index.ts';
import type { RunUser } from '../../../engine/run-user.ts';
import { type Github, openGithub } from '../../../github/api/index.ts';
import type { BuildDocument } from '../../../state/build.ts';
import type { GithubEvent } from '../../../state/github-event.ts';
import { githubEnvironment, githubFiles } from '../../github-environment.ts';
import { type CheckoutSettings, createCheckouts } from '../index.ts';

export interface Run {
  readonly record: RunRecord;
  readonly workspace: string;
  /** Log of the checkout. */
  readonly log: string;
  /** Of the only step. */
  readonly output: string;
  /** Removes the workspace, as a worker does. */
  end(): Promise<void>;
}

/** A node on which builds check out, without Redis: the engine, the mirrors and one step that says what it finds. */
export class CheckoutBench {
  readonly folder: string;
  readonly mirrors: string;
  github: Github | null = null;
  #builds = 0;

  private constructor(folder: string) {
    this.folder = folder;
    this.mirrors = join(folder, 'mirrors');
  }

  static async make(): Promise<CheckoutBench> {
    return new CheckoutBench(await mkdtemp(join(tmpdir(), 'drover-checkout-')));
  }

  /** Runs a build to its end; its workspace stays until `end`. */
  async run(
    command: string,
    build: { github?: GithubEvent; checkout?: Definition['checkout'] },
    {
      abort = new AbortController(),
      limits = {} as Partial<CheckoutSettings>,
      user = null as RunUser | null,
    } = {},
  ): Promise<Run> {
    const number = ++this.#builds;
    const workspace = join(this.folder, `build_${number}`);
    const logs = join(this.folder, `logs_${number}`);
    await Promise.all([mkdir(workspace), mkdir(join(logs, 'Test'), { recursive: true })]);
    const definition: Definition = {
      ...(build.checkout === undefined ? {} : { checkout: build.checkout }),
      stages: [{ title: 'Test', steps: [{ title: 'step', command }] }],
    };
    const document = { job: 'build', number, definition, ...build } as unknown as BuildDocument;
    const plan = planOf(definition);
    const settings = {
      mirrors: this.mirrors,
      mirrorsMaxBytes: 1024 ** 3,
      mirrorsMaxAgeMs: 3_600_000,
      ...limits,
    };
    const checkouts = createCheckouts(settings, this.github, pino({ level: 'silent' }));
    const checkout = checkouts.of(document, plan, workspace);
    const record = await runPlan({
      plan,
      workspace,
      logFolder: logs,
      environment: githubEnvironment(document),
      files: githubFiles(document),
      preparation: checkout?.preparation ?? null,
      user,
      signal: abort.signal,
      grace: 2_000,
      onChange: () => {},
    });
    return {
      record,
      workspace,
      log: read(join(logs, 'checkout.log')),
      output: read(join(logs, 'Test/step.log')),
      async end() {
        await rm(workspace, { recursive: true, force: true });
        await checkout?.release();
      },
    };
  }

  /** Of the only repository; of several that were made of it the newest. */
  mirrorPath(): string {
    const [name = ''] = readdirSync(this.mirrors);
    const numbers = readdirSync(join(this.mirrors, name)).map(Number).filter(Number.isInteger);
    return join(this.mirrors, name, String(Math.max(...numbers)));
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

export interface Site {
  readonly server: GitServer;
  readonly bench: CheckoutBench;
  /** acme/site */
  readonly repository: TestRepository;
}

/** Before each test of a file a git server with one repository, and a node that has checked nothing out. */
export function useSite(onMade: (site: Site) => void): void {
  let server: GitServer;
  let bench: CheckoutBench;
  beforeEach(async () => {
    server = await GitServer.start();
    bench = await CheckoutBench.make();
    onMade({ server, bench, repository: await server.repository('acme', 'site') });
  });
  afterEach(async () => {
    await bench.remove();
    await server.stop();
  });
}

export interface PrivateSite {
  readonly fake: FakeGithub;
  /** With the token of `fake`. */
  readonly bench: CheckoutBench;
  /** acme/site, which only that token reads. */
  readonly repository: TestRepository;
}

export const noCredentials = { githubToken: null, githubAppId: null, githubAppKey: null };

/** Before each test of a file a GitHub with one private repository, and a node that may read it. */
export function usePrivateSite(onMade: (site: PrivateSite) => void): void {
  let fake: FakeGithub;
  let bench: CheckoutBench;
  beforeEach(async () => {
    fake = await FakeGithub.start();
    fake.makePrivate();
    bench = await CheckoutBench.make();
    bench.github = openGithub({ ...noCredentials, githubApiUrl: fake.apiUrl, githubToken: fake.token });
    onMade({ fake, bench, repository: await fake.git.repository('acme', 'site') });
  });
  afterEach(async () => {
    await bench.remove();
    await fake.stop();
    expect(fake.problems).toEqual([]);
  });
}

export const cancelled = (): RunAbort => ({ kind: 'cancel', by: 'ann', reason: 'wrong branch' });

/** A push of a commit to a branch. */
export function pushOf(
  { origin, owner = 'acme', name = 'site' }: { origin: string; owner?: string; name?: string },
  sha: string,
  { branch = 'main', ...rest }: { branch?: string } & Partial<GithubEvent['commit']> = {},
): GithubEvent {
  return {
    event: 'push',
    delivery: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
    repository: {
      owner,
      name,
      url: `${origin}/${owner}/${name}`,
      cloneUrl: `${origin}/${owner}/${name}.git`,
      defaultBranch: 'main',
      private: true,
    },
    commit: { sha, ref: `refs/heads/${branch}`, branch, title: 'A commit', message: 'A commit\n', ...rest },
  };
}

export function pullRequestOf(
  place: { origin: string },
  { head, base, fork = false }: { head: string; base: string; fork?: boolean },
): GithubEvent {
  const push = pushOf(place, head);
  return {
    ...push,
    event: 'pull_request',
    action: 'synchronize',
    commit: { sha: head, ref: 'refs/pull/25/head' },
    pullRequest: {
      number: 25,
      title: 'Make it $(id) "better"',
      url: `${place.origin}/acme/site/pull/25`,
      author: 'ann',
      sourceBranch: 'feature',
      targetBranch: 'main',
      headSha: head,
      baseSha: base,
      sourceRepository: fork ? 'mallory/site' : 'acme/site',
      fork,
      draft: false,
      labels: ['bug', 'ui'],
    },
  };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
