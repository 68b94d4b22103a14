import type { ProgramEnd } from '../../engine/index.ts';

/**
 * gone: the server has no such commit, branch or tag. refused: wrong or missing credentials, or no such repository;
 * servers do not tell which. full: the disk. suspect: the mirror may be damaged. away: what may be over soon.
 */
export type GitFaultKind = 'gone' | 'refused' | 'full' | 'suspect' | 'away';

const kinds: readonly (readonly [GitFaultKind, RegExp])[] = [
  ['full', /No space left on device|Disk quota exceeded/i],
  ['gone', /couldn't find remote ref|not our ref|unadvertised object|no such remote ref/i],
  [
    'refused',
    /Authentication failed|could not read (?:Username|Password)|repository .*not found|does not (?:appear to be a git repository|exist)|returned error: 40[134]|transport .* not allowed/i,
  ],
  [
    'suspect',
    /corrupt|bad object|not a git repository|unable to (?:read|parse|resolve|normalize)|does not point to a valid object|packfile .* (?:cannot|does not)|loose object|missing (?:blob|tree|commit)|inflate|necessary objects|invalid sha1|broken|unresolved delta|shallow file/i,
  ],
];

export function kindOfFault({ output }: ProgramEnd): GitFaultKind {
  return kinds.find(([, pattern]) => pattern.test(output))?.[0] ?? 'away';
}

/** The last thing that git said, without the word before it. */
export function lastLine({ output, exitCode }: ProgramEnd): string {
  const lines = output.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  const fatal = lines.findLast((line) => /^(?:fatal|error): /.test(line)) ?? lines.at(-1);
  if (fatal !== undefined) return fatal.replace(/^(?:fatal|error): /, '').slice(0, 500);
  return exitCode === null ? 'git ended by a signal' : `git exited ${exitCode}`;
}

/** Git cannot be started: it is not there, most likely. */
export const isMissing = ({ exitCode, output }: ProgramEnd): boolean =>
  exitCode === null && output.includes('ENOENT');
