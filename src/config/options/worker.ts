import { availableParallelism, hostname } from 'node:os';
import { bytes, duration, integer, labels, matching, oneOf } from '../kinds.ts';
import { day, option } from './option.ts';

/** What a worker takes on, and how far it goes. */
export const workerOptions = {
  slots: option<number>({
    kind: integer(1, 256),
    default: () => Math.min(256, availableParallelism()),
    defaultText: 'the number of cores',
    roles: ['worker'],
    description: 'Builds that the worker runs at the same time',
  }),
  labels: option<readonly string[]>({
    kind: labels,
    default: Object.freeze([]),
    defaultText: 'none',
    roles: ['worker'],
    description: 'Labels of the worker, as linux,gpu; a job asks for them with runsOn',
  }),
  name: option<string>({
    kind: matching(
      'name',
      /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
      'letters, digits, ".", "_" and "-", at most 100 characters, a letter or digit first',
    ),
    default: () =>
      hostname()
        .replace(/[^A-Za-z0-9._-]/g, '-')
        .replace(/^[^A-Za-z0-9]+/, '')
        .slice(0, 100) || 'worker',
    defaultText: 'the host name',
    roles: ['worker'],
    description: 'Name of the worker',
  }),
  runAs: option<readonly string[]>({
    kind: labels,
    default: Object.freeze([]),
    defaultText: 'the user of the worker',
    roles: ['worker'],
    description: 'Users that run the commands of builds, one for each slot; needs a worker that runs as root',
  }),
  sandbox: option<'none' | 'bwrap'>({
    kind: oneOf('none', 'bwrap'),
    default: 'none',
    roles: ['worker'],
    description:
      'Shuts the commands of builds in: bwrap (bubblewrap) shows them a read-only system, their workspace and a /tmp of their own',
  }),
  sandboxNetwork: option<'host' | 'none'>({
    kind: oneOf('host', 'none'),
    default: 'host',
    roles: ['worker'],
    description: 'Network in the sandbox: that of the node, or none',
  }),
  cancelGrace: option<number>({
    kind: duration,
    default: 10_000,
    roles: ['worker'],
    description: 'From SIGTERM to SIGKILL when a command is ended',
  }),
  stopTimeout: option<number>({
    kind: duration,
    default: 60_000,
    roles: ['worker'],
    description: 'How long a stopping worker lets running builds go on',
  }),
  defaultTimeout: option<number>({
    kind: duration,
    default: day / 24,
    roles: ['worker'],
    description: 'Limit of a build whose job names no timeout',
  }),
  maxTimeout: option<number>({
    kind: duration,
    default: day,
    roles: ['worker'],
    description: 'Limit of a build, whatever its job says',
  }),
  keptWorkspacesSize: option<number>({
    kind: bytes,
    default: 10 * 1024 ** 3,
    roles: ['worker'],
    description: 'Room for all workspaces that the worker keeps for reruns (keepWorkspace) together',
  }),
} as const;
