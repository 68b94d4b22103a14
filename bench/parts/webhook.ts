import { setTimeout as pause } from 'node:timers/promises';
import { push } from '../../src/github/testing/payloads.ts';
import { GitServer, type TestRepository } from '../../test/helpers/git-server.ts';
import { type BenchDrover, startBenchDrover } from '../harness/bench-drover.ts';
import { Deliveries } from '../harness/deliveries.ts';
import { type Bench, scaled } from '../harness/part.ts';
import type { Row } from '../harness/row.ts';
import { median, spread, summarise } from '../harness/statistics.ts';
import { short } from '../harness/table.ts';

const part = 'webhook';
const secret = 'secret-of-the-measurement';
const connections = 16;
const perSecond = 200;
const rounds = 3;

/** How fast deliveries are answered, and how soon one leads to a step that runs. */
export async function webhook(bench: Bench): Promise<Row[]> {
  const git = await GitServer.start();
  const repository = await git.repository('acme', 'site');
  const ours = await startBenchDrover(2, { DROVER_GITHUB_WEBHOOK_SECRET: secret });
  const deliveries = new Deliveries(ours.drover.url, secret, connections);
  try {
    await ours.drover.job('site', 'true');
    // The load is of branches that are filtered out: all is done for them but a build.
    const link = { job: 'site', branches: ['built-*'] };
    await ours.drover.request('PUT', '/api/github/acme/site/branch', link);
    const of = (branch: string, sha: string) => pushOf(git, branch, sha);
    return [
      ...(await answers(bench, ours, deliveries, of('other', 'b'.repeat(40)))),
      await firstStep(bench, ours, deliveries, repository, of),
    ];
  } finally {
    deliveries.close();
    await ours.stop();
    await git.stop();
  }
}

const pushOf = (git: GitServer, branch: string, sha: string): object =>
  push({
    ref: `refs/heads/${branch}`,
    after: sha,
    forced: true,
    'head_commit.id': sha,
    'repository.full_name': 'acme/site',
    'repository.clone_url': `${git.origin}/acme/site.git`,
  });

async function answers(
  bench: Bench,
  ours: BenchDrover,
  deliveries: Deliveries,
  payload: object,
): Promise<Row[]> {
  const bytes = JSON.stringify(payload).length;
  await Promise.all(Array.from({ length: 100 }, () => deliveries.send('push', payload)));
  const rates: number[] = [];
  const late: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    bench.say(`deliveries, round ${round} of ${rounds}`);
    rates.push(await asManyAsPossible(scaled(bench, 2_000), () => deliveries.send('push', payload)));
    await processed(ours);
    const times = await steadily(scaled(bench, 2_000), () => deliveries.send('push', payload));
    late.push(summarise(times).p99);
    await processed(ours);
  }
  const note = `median of ${rounds}, ${bytes} bytes each`;
  return [
    {
      part,
      what: `deliveries answered, ${connections} connections`,
      ours: median(rates),
      unit: '/s',
      note: `${note}, spread ${short(spread(rates))} %`,
    },
    {
      part,
      what: `answer to a delivery at ${perSecond}/s, p99`,
      ours: median(late),
      unit: 'ms',
      aim: { of: 'ours', relation: '<=', value: 50 },
      note,
    },
  ];
}

/** Per second, each connection sending the next as soon as the last is answered. */
async function asManyAsPossible(count: number, send: () => Promise<number>): Promise<number> {
  let left = count;
  const begin = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (left-- > 0) await send();
    }),
  );
  return (count / (performance.now() - begin)) * 1000;
}

/** At a steady rate, whether or not those before are answered. */
async function steadily(count: number, send: () => Promise<number>): Promise<number[]> {
  const begin = performance.now();
  const sent: Promise<number>[] = [];
  while (sent.length < count) {
    const due = Math.min(count, Math.ceil(((performance.now() - begin) * perSecond) / 1000));
    while (sent.length < due) sent.push(send());
    await pause(1);
  }
  return Promise.all(sent);
}

async function processed({ drover }: BenchDrover): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    const { json } = await drover.request<{ deliveries: { outcome: string }[] }>(
      'GET',
      '/api/github/deliveries?limit=1000',
    );
    if (json.deliveries.every(({ outcome }) => outcome !== 'accepted')) return;
    await pause(100);
  }
  throw new Error('deliveries were not processed');
}

/** From sending the delivery to the start of the first step, checkout included, on a node that has a copy already. */
async function firstStep(
  bench: Bench,
  { drover, builds }: BenchDrover,
  deliveries: Deliveries,
  repository: TestRepository,
  of: (branch: string, sha: string) => object,
): Promise<Row> {
  const times: number[] = [];
  for (let round = 0; round <= scaled(bench, 20); round += 1) {
    const sha = await repository.commit({ 'a.txt': String(round) });
    const job = `site_branch_built-${round}`;
    const end = builds.next(job);
    const sentAt = Date.now();
    await deliveries.send('push', of(`built-${round}`, sha));
    await end;
    const { stages } = await drover.build(job, 1);
    // The first one makes the copy on the node.
    if (round > 0) times.push(Date.parse(stages[0]?.steps[0]?.startedAt ?? '') - sentAt);
  }
  const { p50, p95, count } = summarise(times);
  return {
    part,
    what: 'delivery to the first step, with checkout',
    ours: p50,
    unit: 'ms',
    aim: { of: 'ours', relation: '<=', value: 300 },
    note: `median of ${count}, p95 ${short(p95)} ms`,
  };
}
