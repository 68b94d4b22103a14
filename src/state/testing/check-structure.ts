import type { Redis } from 'ioredis';
import { type BuildDocument, isFinished } from '../build.ts';
import type { Job } from '../job.ts';
import type { LastBuild } from '../last-build.ts';
import { type Snapshot, takeSnapshot } from './snapshot.ts';

/**
 * What is wrong with the structure in Redis, one sentence each; empty when all is well. Call it while nobody
 * writes. It knows the structure from `docs/redis.md` and shares no code with what writes it.
 */
export async function checkStructure(redis: Redis, prefix = ''): Promise<string[]> {
  const snapshot = await takeSnapshot(redis, prefix);
  const faults = new Faults();
  const folderOfJob = await checkLists(snapshot, faults);
  await checkJobs(snapshot, folderOfJob, faults);
  const builds = await checkBuilds(snapshot, folderOfJob, faults);
  await checkRecent(snapshot, builds, faults);
  await checkLast(snapshot, builds, faults);
  await checkUnfinished(snapshot, builds, faults);
  await checkGroups(snapshot, builds, faults);
  return faults.found;
}

class Faults {
  readonly found: string[] = [];

  when(wrong: boolean, sentence: string): void {
    if (wrong) this.found.push(sentence);
  }

  /** No item twice, and none that is not among the allowed. */
  within(where: string, items: readonly string[], allowed: Iterable<string>): void {
    const left = new Set(allowed);
    for (const item of items)
      this.when(!left.delete(item), `${where} has ${item}, which does not belong there or is there twice`);
  }

  /** The same items, each once. */
  same(where: string, items: readonly string[], expected: Iterable<string>): void {
    const wanted = [...expected];
    const missing = wanted.filter((item) => !items.includes(item));
    this.within(where, items, wanted);
    for (const item of missing) this.when(true, `${where} lacks ${item}`);
  }
}

/** The path of the folder of each job that a list names. */
async function checkLists(snapshot: Snapshot, faults: Faults): Promise<Map<string, string>> {
  const parents = await snapshot.hash('drover:folders');
  const folderOfJob = new Map<string, string>();
  const pathOf = (folder: string): string =>
    parents[folder] ? `${pathOf(parents[folder])}/${folder}` : folder;
  faults.within(
    'Redis',
    snapshot.keys('folder_'),
    Object.keys(parents).map((folder) => `folder_${folder}`),
  );
  for (const folder of ['', ...Object.keys(parents)]) {
    const list = folder === '' ? 'jobs' : `folder_${folder}`;
    const entries = await snapshot.list(list);
    const inside = Object.keys(parents).filter((name) => parents[name] === folder);
    faults.same(
      `folders in ${list}`,
      entries.filter((entry) => !entry.startsWith('job_')),
      inside.map((name) => `folder_${name}`),
    );
    for (const entry of entries.filter((one) => one.startsWith('job_'))) {
      const name = entry.slice('job_'.length);
      faults.when(folderOfJob.has(name), `${entry} is listed twice, the second time in ${list}`);
      faults.when(parents[name] !== undefined, `${name} is a folder and a job`);
      folderOfJob.set(name, pathOf(folder));
    }
  }
  return folderOfJob;
}

const isBuildKey = /^job_.+_\d+$/;
const isRecentKey = /^job_.+_recent$/;
const isJobKey = /^job_(?!.+_(?:\d+|recent)$)/;

async function checkJobs(
  snapshot: Snapshot,
  folderOfJob: Map<string, string>,
  faults: Faults,
): Promise<void> {
  const jobs = await snapshot.strings(isJobKey);
  faults.same(
    'jobs in Redis',
    [...jobs.keys()],
    [...folderOfJob.keys()].map((name) => `job_${name}`),
  );
  faults.within(
    'Redis',
    snapshot.keys('drover:written:'),
    [...folderOfJob.keys()].map((name) => `drover:written:${name}`),
  );
  for (const [key, text] of jobs) {
    const { meta } = JSON.parse(text) as Job;
    const listed = folderOfJob.get(key.slice('job_'.length));
    faults.when(
      `job_${meta.name}` !== key || meta.folder !== listed,
      `${key} says it is ${meta.name} in "${meta.folder}"`,
    );
  }
}

/** By id. */
async function checkBuilds(
  snapshot: Snapshot,
  folderOfJob: Map<string, string>,
  faults: Faults,
): Promise<Map<string, BuildDocument>> {
  const builds = new Map<string, BuildDocument>();
  for (const [key, text] of await snapshot.strings(isBuildKey)) {
    const build = JSON.parse(text) as BuildDocument;
    builds.set(key.slice('job_'.length), build);
    faults.when(key !== `job_${build.job}_${build.number}`, `${key} says it is ${build.job} ${build.number}`);
    faults.when(build.folder !== folderOfJob.get(build.job), `${key} says its job is in "${build.folder}"`);
  }
  return builds;
}

async function checkRecent(
  snapshot: Snapshot,
  builds: Map<string, BuildDocument>,
  faults: Faults,
): Promise<void> {
  const numbers = await snapshot.hash('drover:numbers');
  const listed: string[] = [];
  for (const key of snapshot.keys('job_').filter((one) => isRecentKey.test(one))) {
    const job = key.slice('job_'.length, -'_recent'.length);
    const recent = (await snapshot.list(key)).map(Number);
    listed.push(...recent.map((number) => `${job}_${number}`));
    faults.when(
      recent.some((number, index) => index > 0 && number >= (recent[index - 1] ?? 0)),
      `${key} is out of order`,
    );
    faults.when((recent[0] ?? 0) > Number(numbers[job] ?? 0), `${key} is ahead of the numbers given out`);
  }
  faults.same('recent lists', listed, builds.keys());
}

async function checkLast(
  snapshot: Snapshot,
  builds: Map<string, BuildDocument>,
  faults: Faults,
): Promise<void> {
  const newest = new Map<string, BuildDocument>();
  for (const build of builds.values()) {
    if (build.number > (newest.get(build.job)?.number ?? 0)) newest.set(build.job, build);
  }
  const lasts = await snapshot.hash('drover:last');
  faults.same('drover:last', Object.keys(lasts), newest.keys());
  for (const [job, text] of Object.entries(lasts)) {
    const { number, status, finishedAt } = JSON.parse(text) as LastBuild;
    const build = newest.get(job);
    const right = number === build?.number && status === build.status && finishedAt === build.finishedAt;
    faults.when(
      !right,
      `drover:last says ${job} ${number} is ${status}, and ${build?.number} is ${build?.status}`,
    );
  }
}

/** A build is queued or running in every key, or in none. */
async function checkUnfinished(
  snapshot: Snapshot,
  builds: Map<string, BuildDocument>,
  faults: Faults,
): Promise<void> {
  const idsOf = (wanted: (status: BuildDocument['status']) => boolean): string[] =>
    [...builds].filter(([, { status }]) => wanted(status)).map(([id]) => id);
  const queued = idsOf((status) => status === 'queued');
  const running = idsOf((status) => status === 'running' || status === 'cancelling');
  const idsBelow = (start: string): string[] => snapshot.keys(start).map((key) => key.slice(start.length));
  faults.same('drover:queued', await snapshot.zset('drover:queued'), queued);
  faults.same('drover:running', await snapshot.zset('drover:running'), running);
  faults.same('drover:state:', idsBelow('drover:state:'), [...queued, ...running]);
  faults.same('drover:private:', idsBelow('drover:private:'), [...queued, ...running]);
  faults.within('drover:undelivered', await snapshot.zset('drover:undelivered'), queued);
  faults.within('drover:lease:', idsBelow('drover:lease:'), running);
  faults.within('drover:finished', await snapshot.list('drover:finished'), idsOf(isFinished));
  for (const id of [...queued, ...running]) {
    const { status } = await snapshot.hash(`drover:state:${id}`);
    faults.when(status !== (queued.includes(id) ? 'queued' : 'running'), `the state of ${id} says ${status}`);
  }
}

/** An unfinished build of a group holds a place or waits for one, and nobody waits while a place is free. */
async function checkGroups(
  snapshot: Snapshot,
  builds: Map<string, BuildDocument>,
  faults: Faults,
): Promise<void> {
  const limits = await snapshot.hash('drover:group-limits');
  const members = new Map<string, string[]>();
  for (const held of await snapshot.zset('drover:group-held')) {
    const [id = '', group = ''] = held.split(' ');
    members.set(group, [...(members.get(group) ?? []), id]);
  }
  for (const key of snapshot.keys('drover:state:')) {
    const { group } = await snapshot.hash(key);
    const id = key.slice('drover:state:'.length);
    if (group !== undefined) members.set(group, [...(members.get(group) ?? []), id]);
  }
  const named = [...snapshot.keys('drover:group-holders:'), ...snapshot.keys('drover:group-waiting:')];
  const groups = new Set([
    ...Object.keys(limits),
    ...members.keys(),
    ...named.map((key) => key.split(':').slice(2).join(':')),
  ]);
  for (const group of groups) {
    const holders = await snapshot.zset(`drover:group-holders:${group}`);
    const waiting = await snapshot.zset(`drover:group-waiting:${group}`);
    faults.same(`group ${group}`, [...holders, ...waiting], members.get(group) ?? []);
    faults.when(members.get(group) === undefined, `group ${group} has no build and is not gone`);
    const free = Number(limits[group] ?? 1) - holders.length;
    faults.when(
      waiting.length > 0 && free > 0,
      `${waiting.join()} wait while group ${group} has ${free} places free`,
    );
    for (const id of waiting)
      faults.when(
        builds.get(id)?.status !== 'queued',
        `${id} waits for group ${group} and is ${builds.get(id)?.status}`,
      );
  }
  const admitted = [...builds.keys()].filter((id) => builds.get(id)?.status === 'queued');
  faults.within('drover:queue-deadlines', await snapshot.zset('drover:queue-deadlines'), admitted);
}
