import type { RunStatus } from '../../engine/index.ts';

/** Timeouts and cancels as `timeout` and a shell after Ctrl-C report them. */
export function exitCodeOf(status: RunStatus): number {
  switch (status) {
    case 'success':
      return 0;
    case 'timed_out':
      return 124;
    case 'cancelled':
      return 130;
    case 'failure':
    case 'error':
    case 'pending':
    case 'running':
    case 'skipped':
      return 1;
  }
}
