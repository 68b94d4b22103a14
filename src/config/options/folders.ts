import { join } from 'node:path';
import { duration, folder, integer } from '../kinds.ts';
import { both, day, option } from './option.ts';

/** Where things lie on this machine. */
export const foldersOptions = {
  data: option<string>({
    kind: folder,
    default: ({ folder: here }) => join(here, 'data'),
    defaultText: './data',
    roles: ['server', 'worker', 'client'],
    description: 'Folder for everything that Drover keeps on this machine',
  }),
  storage: option<string>({
    kind: folder,
    default: ({ values }) => join(String(values['data']), 'storage'),
    defaultText: '<data>/storage',
    roles: both,
    description: 'Folder of logs and artifacts; servers and workers share it',
  }),
  workspaces: option<string>({
    kind: folder,
    default: ({ values }) => join(String(values['data']), 'workspaces'),
    defaultText: '<data>/workspaces',
    roles: ['worker'],
    description: 'Folder in which builds run',
  }),
  mirrors: option<string>({
    kind: folder,
    default: ({ values }) => join(String(values['data']), 'mirrors'),
    defaultText: '<data>/mirrors',
    roles: ['worker'],
    description:
      'Folder of the copies of repositories that checkouts are made from; workers of a node may share it',
  }),
  mirrorsMaxGigabytes: option<number>({
    kind: integer(1, 1_000_000),
    default: 20,
    roles: ['worker'],
    description: 'Size in GiB above which the copies not used for longest are removed',
  }),
  mirrorsMaxAge: option<number>({
    kind: duration,
    default: 30 * day,
    roles: ['worker'],
    description: 'Copies that no build has used for so long are removed',
  }),
} as const;
