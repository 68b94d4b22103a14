import { createHash, randomBytes } from 'node:crypto';
import { concurrencyOf } from '../definition/concurrency.ts';
import type { Definition } from '../definition/schema/index.ts';
import { DroverError } from '../errors/error.ts';
import type { StateContext } from './context.ts';
import type { Folders } from './folders.ts';
import type { GithubEvent } from './github-event.ts';
import { type Job, type JobMeta, jobText, lastPart, parseJob } from './job.ts';
import { checkName, isDerivedName, isName, refuseDerivedName } from './names.ts';
import { type ReadJob, RememberedJobs } from './remembered-jobs.ts';
import { refusal } from './run-script.ts';
import { type JobEntry, jobsOf, readTree, type TreeEntry } from './tree.ts';

export interface PutOptions {
  /** Name of the folder for a new job, empty for the top (the default). A job that exists stays where it is. */
  folder?: string;
  /** Only when this is the current revision; for a job that does not exist no number is. */
  ifRevision?: number;
  /** The YAML that says more than the definition, to be kept beside it; what was kept before goes in any case. */
  written?: string | null;
  /** The job that a pull request's or branch's job is copied from. */
  parent?: string;
  about?: string;
  github?: GithubEvent;
  /** An existing job for which this says no stays as it is: NAME_TAKEN. */
  mine?: (meta: JobMeta) => boolean;
}

export interface Jobs {
  /** Throws NAME_INVALID, NAME_TAKEN, FOLDER_NOT_FOUND, REVISION_CONFLICT; REQUEST_INVALID for a `folder` that the job is not in. */
  put(name: string, definition: Definition, options?: PutOptions): Promise<{ job: Job; created: boolean }>;
  /** Throws JOB_NOT_FOUND; NOT_FOUND when what is there is not a job's document. */
  get(name: string): Promise<Job>;
  /** The same, with the YAML that was kept beside it. */
  getWritten(name: string): Promise<{ job: Job; written: string | null }>;
  /** As this process has read it last, which may be long ago; null when it has not. For who gives `sha` to a script that compares. */
  remembered(name: string): ReadJob | null;
  /** The path of the job's folder, empty for the top; null when there is no such job. */
  folderOf(name: string): Promise<string | null>;
  /** Removes the job and its builds; the removal of its storage is in the journal. Throws JOB_NOT_FOUND, JOB_BUSY, JOB_LINKED. */
  delete(name: string): Promise<void>;
  /** The copy for a pull request or branch that has ended, if its time is still over. Throws as `delete`. */
  deleteRetired(name: string): Promise<void>;
  /**
   * Moves it to another folder (by name, empty for the top), renames it, or both; the move of its storage is
   * in the journal; its links follow. Throws JOB_NOT_FOUND, JOB_BUSY, NAME_INVALID, NAME_TAKEN, FOLDER_NOT_FOUND.
   */
  move(name: string, target: { folder?: string; name?: string }): Promise<Job>;
  /** All folders and jobs with their newest builds, as they are at one moment. */
  tree(): Promise<TreeEntry[]>;
  /** All jobs in the order of the tree. */
  list(): Promise<JobEntry[]>;
}

/** A document begins with its job's name and the path of its folder, which is at most 20 names long. */
const longestBeginning = 2_500;

/** Every attempt that fails means that another client's change went through, so many are enough. */
const attempts = 100;

export function createJobs(context: StateContext, folders: Folders): Jobs {
  const { redis, prefix, keys, scripts } = context;
  const remembered = new RememberedJobs();

  return {
    put: (name, definition, options = {}) => untilFresh(name, () => put(name, definition, options)),
    move: (name, target) => untilFresh(name, () => move(name, target)),

    async get(name) {
      return (await required(name)).job;
    },

    async getWritten(name) {
      const { job } = await required(name);
      return { job, written: await redis.get(keys.written(name)) };
    },

    remembered: (name) => remembered.find(name),

    async folderOf(name) {
      const beginning = isName('job', name) ? await redis.getrange(keys.job(name), 0, longestBeginning) : '';
      if (beginning === '') return null;
      const path = /^\{"meta":\{"name":"[^"]*","folder":"([^"]*)"/.exec(beginning)?.[1];
      return path ?? (await readCurrent(name, (await redis.get(keys.job(name))) ?? '', true)).job.meta.folder;
    },

    delete: (name) => remove(name, []),
    deleteRetired: (name) => remove(name, ['retired']),

    tree: () => readTree(context),

    async list() {
      return jobsOf(await readTree(context));
    },
  };

  async function remove(name: string, condition: string[]): Promise<void> {
    if (!isName('job', name)) throw new DroverError('JOB_NOT_FOUND', { job: name });
    const touched = [
      keys.job(name),
      keys.recent(name),
      keys.last(),
      keys.finished(),
      keys.numbers(),
      keys.written(name),
    ];
    await scripts.run('delete_job', touched, [prefix, name, ...condition], { job: name });
  }

  async function put(name: string, definition: Definition, options: PutOptions) {
    checkName('job', name);
    const text = await redis.get(keys.job(name));
    const current = text === null ? null : await readCurrent(name, text, true);
    checkRevision(name, current, options.ifRevision);
    checkMine(name, current, options.mine);
    if (options.parent === undefined && current?.job.meta.parent === undefined) refuseDerivedName(name);
    const meta = current === null ? await newMeta(name, options.folder ?? '') : nextMeta(current.job.meta);
    checkStays(meta, options.folder);
    Object.assign(meta, ofCopy(options));
    const newText = jobText(definition, meta);
    const [code, ...values] = await scripts.ask(
      'put_job',
      [keys.job(name), keys.folders(), keys.written(name)],
      [
        prefix,
        name,
        current?.sha ?? '',
        newText,
        lastPart(meta.folder),
        meta.folder,
        ...sideEffects(name, definition),
        options.written ?? '',
      ],
    );
    if (code === 'STALE') return null;
    if (code !== 'ok') throw refusal(code, values);
    return { job: { ...definition, meta }, created: current === null };
  }

  async function newMeta(name: string, folder: string): Promise<JobMeta> {
    const now = new Date().toISOString();
    return {
      name,
      folder: await folders.path(folder),
      revision: 1,
      id: randomBytes(6).toString('hex'),
      createdAt: now,
      updatedAt: now,
    };
  }

  async function move(name: string, target: { folder?: string; name?: string }): Promise<Job | null> {
    const { job, sha } = await required(name);
    const { meta, ...definition } = job;
    const newName = target.name ?? name;
    const folder = target.folder === undefined ? meta.folder : await folders.path(target.folder);
    if (newName === name && folder === meta.folder) return job;
    if (newName !== name) checkNewName(newName, meta);
    const moved = {
      ...meta,
      name: newName,
      folder,
      revision: meta.revision + 1,
      updatedAt: new Date().toISOString(),
    };
    const [code, ...values] = await scripts.ask(
      'move_job',
      [
        keys.job(name),
        keys.job(newName),
        keys.recent(name),
        keys.recent(newName),
        keys.last(),
        keys.finished(),
        keys.numbers(),
        keys.written(name),
        keys.written(newName),
      ],
      [prefix, name, newName, sha, jobText(definition, moved), lastPart(folder), folder],
    );
    if (code === 'STALE') return null;
    if (code !== 'ok') throw refusal(code, values, { job: name });
    return { ...definition, meta: moved };
  }

  async function required(name: string): Promise<ReadJob> {
    const text = isName('job', name) ? await redis.get(keys.job(name)) : null;
    if (text === null) throw new DroverError('JOB_NOT_FOUND', { job: name });
    const read = await readCurrent(name, text, false);
    remembered.add(name, read, text.length);
    return read;
  }

  /** `repair`: a text that is no job is taken for an empty one, so that saving it anew mends it. */
  async function readCurrent(name: string, text: string, repair: boolean): Promise<ReadJob> {
    const found = parseJob(text);
    if (found === null && !repair) {
      const detail = `The value of the key ${keys.job(name)} is not a job's document: save the job anew, or delete it.`;
      throw new DroverError('NOT_FOUND', { detail });
    }
    const known: Partial<JobMeta> = found?.meta ?? {};
    const meta: JobMeta = {
      revision: 0,
      createdAt: new Date(0).toISOString(),
      updatedAt: new Date(0).toISOString(),
      ...known,
      name,
      folder: typeof known.folder === 'string' ? known.folder : await locate(name),
    };
    return {
      job: { ...(found ?? { stages: [] }), meta },
      sha: createHash('sha1').update(text).digest('hex'),
    };
  }

  /** The path of the folder that lists a job whose document does not say it. */
  async function locate(name: string): Promise<string> {
    const entry = jobsOf(await readTree(context)).find((job) => job.name === name);
    return entry === undefined ? '' : entry.path.split('/').slice(0, -1).join('/');
  }
}

const nextMeta = (meta: JobMeta): JobMeta => ({
  ...meta,
  revision: meta.revision + 1,
  updatedAt: new Date().toISOString(),
});

/** What else the script has to see to: the limit of the job's group, and its schedules. */
function sideEffects(name: string, definition: Definition): (string | number)[] {
  const concurrency = concurrencyOf(name, definition);
  const group = concurrency === null ? ['', ''] : [concurrency.group, concurrency.limit];
  return [...group, definition.schedules === undefined ? '' : 'schedules'];
}

/** Reads and writes again while others change the same job between the two. */
async function untilFresh<T>(job: string, change: () => Promise<T | null>): Promise<T> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const result = await change();
    if (result !== null) return result;
  }
  throw new DroverError('REVISION_CONFLICT', {
    job,
    current: 'another one each time',
    given: 'what it read',
  });
}

function checkRevision(name: string, current: ReadJob | null, given: number | undefined): void {
  if (given === undefined || given === current?.job.meta.revision) return;
  throw new DroverError('REVISION_CONFLICT', {
    job: name,
    current: current?.job.meta.revision ?? 'none',
    given,
  });
}

function checkMine(name: string, current: ReadJob | null, mine: PutOptions['mine']): void {
  if (current !== null && mine?.(current.job.meta) === false)
    throw new DroverError('NAME_TAKEN', { name, kind: 'job' });
}

/** What is noted of a job that is a copy; nothing where the options do not tell it. */
function ofCopy({ parent, about, github }: PutOptions): Partial<JobMeta> {
  const given = Object.entries({ parent, about, github }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Partial<JobMeta>;
}

function checkStays({ name, folder }: JobMeta, asked: string | undefined): void {
  if (asked === undefined || asked === lastPart(folder)) return;
  const place = folder === '' ? 'at the top' : `in folder "${lastPart(folder)}"`;
  throw new DroverError('REQUEST_INVALID', {
    detail: `Job "${name}" is ${place}: saving does not move it, "move" does.`,
  });
}

function checkNewName(name: string, { parent }: JobMeta): void {
  checkName('job', name);
  if (!(parent !== undefined && isDerivedName(name))) refuseDerivedName(name);
}
