import type { BuildStatus } from '../state/build.ts';

/** What the exit codes mean, for `--help` and `docs/cli.md`. */
export const exitCodes = {
  0: 'done',
  1: 'the build or the request failed',
  2: 'the command line, the configuration or a job definition is wrong',
  69: 'the server or Redis cannot be reached',
  70: 'a fault of Drover',
  73: 'another Drover uses the same data folder or address',
  74: 'the storage cannot be read or written',
  78: 'Redis holds the data of a newer Drover',
  124: 'the build ran into its timeout',
  130: 'the build was cancelled, or you pressed Ctrl-C',
} as const;

export type ExitCode = keyof typeof exitCodes;

/** What a finished build makes of `start --follow`, `rerun --follow` and `follow`. */
export function exitCodeOf(status: BuildStatus): ExitCode {
  switch (status) {
    case 'success':
      return 0;
    case 'timed_out':
      return 124;
    case 'cancelled':
    case 'cancelling':
      return 130;
    case 'failure':
    case 'error':
    case 'queued':
    case 'running':
      return 1;
  }
}
