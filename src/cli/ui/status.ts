import type { BuildStatus } from '../../state/build.ts';
import type { Colors } from '../io.ts';

const looks = {
  queued: { mark: '○', color: 'gray', words: 'queued' },
  running: { mark: '◐', color: 'blue', words: 'running' },
  cancelling: { mark: '◐', color: 'gray', words: 'cancelling' },
  success: { mark: '✓', color: 'green', words: 'success' },
  failure: { mark: '✕', color: 'red', words: 'failure' },
  cancelled: { mark: '⊘', color: 'gray', words: 'cancelled' },
  timed_out: { mark: '◷', color: 'yellow', words: 'timed out' },
  error: { mark: '!', color: 'magenta', words: 'error' },
} as const satisfies Record<BuildStatus, { mark: string; color: keyof Colors; words: string }>;

/** `✓ success`, to be coloured by `colorStatus`. */
export const statusText = (status: BuildStatus): string => `${looks[status].mark} ${looks[status].words}`;

export const colorStatus = (colors: Colors, status: BuildStatus, text: string): string =>
  colors[looks[status].color](text);
