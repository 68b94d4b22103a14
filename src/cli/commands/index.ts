import type { Command } from 'commander';
import type { Cli } from '../program.ts';

interface CommandModule {
  /** Gives the command its arguments, flags, help and action. */
  define(command: Command, cli: Cli): void;
}

export interface CommandEntry {
  readonly name: string;
  readonly group: string;
  readonly summary: string;
  readonly load: () => Promise<CommandModule>;
}

const processes = 'Processes:';
const files = 'Job files:';
const builds = 'Builds:';
const jobs = 'Jobs:';
const github = 'GitHub:';
const people = 'People and programs:';
const system = 'System:';

/** Every command, in the order of `drover --help`. A module is loaded only when its command is asked for. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'up',
    group: processes,
    summary: 'Start everything on this machine',
    load: () => import('./up.ts'),
  },
  { name: 'server', group: processes, summary: 'Start a server', load: () => import('./server.ts') },
  { name: 'worker', group: processes, summary: 'Start a worker', load: () => import('./worker.ts') },
  {
    name: 'run',
    group: files,
    summary: 'Run a job file here and now, without a server',
    load: () => import('./run.ts'),
  },
  { name: 'validate', group: files, summary: 'Check job files', load: () => import('./validate.ts') },
  {
    name: 'jobs',
    group: jobs,
    summary: 'List folders and jobs with their last build',
    load: () => import('./jobs.ts'),
  },
  { name: 'apply', group: jobs, summary: 'Make or change jobs from files', load: () => import('./apply.ts') },
  { name: 'export', group: jobs, summary: 'Write all jobs as files', load: () => import('./export.ts') },
  {
    name: 'import',
    group: jobs,
    summary: 'Make or change jobs from an export',
    load: () => import('./import.ts'),
  },
  {
    name: 'secret',
    group: jobs,
    summary: 'Store, list and delete secrets',
    load: () => import('./secret.ts'),
  },
  {
    name: 'schedules',
    group: jobs,
    summary: 'List schedules and their next times',
    load: () => import('./schedules.ts'),
  },
  { name: 'start', group: builds, summary: 'Start a build', load: () => import('./start.ts') },
  {
    name: 'follow',
    group: builds,
    summary: 'Show the output of a build until it ends',
    load: () => import('./follow.ts'),
  },
  { name: 'log', group: builds, summary: 'Print the output of a build', load: () => import('./log.ts') },
  { name: 'builds', group: builds, summary: 'List the builds of a job', load: () => import('./builds.ts') },
  { name: 'cancel', group: builds, summary: 'Cancel a build', load: () => import('./cancel.ts') },
  {
    name: 'extend',
    group: builds,
    summary: 'Give a running build more time',
    load: () => import('./extend.ts'),
  },
  { name: 'pin', group: builds, summary: 'Keep a build for good', load: () => import('./pin.ts') },
  { name: 'rerun', group: builds, summary: 'Run a build again', load: () => import('./rerun.ts') },
  {
    name: 'link',
    group: github,
    summary: 'Let pull requests and branches of a repository start jobs',
    load: () => import('./link.ts'),
  },
  { name: 'unlink', group: github, summary: 'Take a link away', load: () => import('./unlink.ts') },
  { name: 'links', group: github, summary: 'List the links', load: () => import('./links.ts') },
  {
    name: 'approve',
    group: github,
    summary: 'Let a pull request from a fork be built',
    load: () => import('./approve.ts'),
  },
  {
    name: 'deliveries',
    group: github,
    summary: 'List what came from GitHub and what it started',
    load: () => import('./deliveries.ts'),
  },
  {
    name: 'statuses',
    group: github,
    summary: 'List the statuses that GitHub did not take, and send them once more',
    load: () => import('./statuses.ts'),
  },
  {
    name: 'login-link',
    group: people,
    summary: 'Make a link that signs a browser in',
    load: () => import('./login-link.ts'),
  },
  {
    name: 'user',
    group: people,
    summary: 'Make people who sign in, and say what they may do',
    load: () => import('./user.ts'),
  },
  {
    name: 'token',
    group: people,
    summary: 'Make and revoke tokens for programs',
    load: () => import('./token.ts'),
  },
  {
    name: 'sessions',
    group: people,
    summary: 'Show who is signed in, and sign them out',
    load: () => import('./sessions.ts'),
  },
  {
    name: 'audit',
    group: people,
    summary: 'List who changed what, and who was refused',
    load: () => import('./audit.ts'),
  },
  {
    name: 'queue',
    group: system,
    summary: 'List waiting builds and why they wait',
    load: () => import('./queue.ts'),
  },
  {
    name: 'workers',
    group: system,
    summary: 'List workers; pause, resume or drain one',
    load: () => import('./workers.ts'),
  },
  {
    name: 'report',
    group: system,
    summary: 'Say how builds did: rates, durations, flakiness',
    load: () => import('./report.ts'),
  },
  {
    name: 'prune',
    group: system,
    summary: 'Remove builds that retention does not keep',
    load: () => import('./prune.ts'),
  },
  {
    name: 'doctor',
    group: system,
    summary: 'Check that everything works',
    load: () => import('./doctor.ts'),
  },
  {
    name: 'config',
    group: system,
    summary: 'Print every option and where it came from',
    load: () => import('./config.ts'),
  },
];
