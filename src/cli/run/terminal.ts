import { stripVTControlCharacters } from 'node:util';
import picocolors from 'picocolors';
import type { RunStatus } from '../../engine/index.ts';
import { humanDuration } from '../../lib/human-duration.ts';

/** Where a run is shown, and how. */
export interface Terminal {
  write(text: string): void;
  /** A person looks at it: lines may be drawn over. */
  interactive: boolean;
  columns(): number;
  colors: ReturnType<typeof picocolors.createColors>;
}

export function terminalOf(
  stream: NodeJS.WritableStream & { isTTY?: boolean; columns?: number },
  color: boolean,
): Terminal {
  return {
    write: (text) => {
      stream.write(text);
    },
    interactive: stream.isTTY === true,
    columns: () => stream.columns ?? 80,
    colors: picocolors.createColors(color),
  };
}

/** `ignored`: it failed, and the definition says to go on. */
export function mark({ colors }: Terminal, status: RunStatus, ignored = false): string {
  if (ignored) return colors.yellow('▲');
  switch (status) {
    case 'success':
      return colors.green('✓');
    case 'failure':
      return colors.red('✕');
    case 'error':
      return colors.magenta('!');
    case 'timed_out':
      return colors.yellow('◷');
    case 'cancelled':
      return colors.gray('⊘');
    case 'skipped':
      return colors.gray('–');
    case 'running':
      return colors.blue('◐');
    case 'pending':
      return colors.gray('○');
  }
}

/**
 * A line that a command printed: where colours are off without its own, else with an end to what it left
 * on, so that it does not colour what follows.
 */
export function printed({ colors }: Terminal, line: string): string {
  if (!line.includes('\x1b')) return line;
  return colors.isColorSupported ? `${line}\x1b[0m` : stripVTControlCharacters(line);
}

/** A duration; nothing where there is none. */
export const elapsed = (ms: number | null): string => (ms === null ? '' : humanDuration(ms));
