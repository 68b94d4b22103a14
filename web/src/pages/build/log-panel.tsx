import { isOver } from '../../data/build-status.ts';
import type { BuildDocument } from '../../data/routes.ts';
import type { LineRange } from '../../log/line-address.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { type Command, titleOf } from './commands.ts';
import { LogViewer } from './log/log-viewer.tsx';

interface Props {
  build: BuildDocument;
  command: Command | null;
  /** Of the command, or of an earlier attempt of it. */
  log: string | null;
  lines: LineRange | null;
  onSelect: (lines: LineRange | null) => void;
}

/** The log of a command, or why there is none. */
export function LogPanel({ build, command, log, lines, onSelect }: Props) {
  if (command === null || log === null)
    return <EmptyState title="No steps">The definition of this build has none.</EmptyState>;
  const { record } = command;
  const isEarlier = log !== record.log;
  if (record.startedAt === null && !isEarlier)
    return <EmptyState title={titleOf(command)}>{silence(build, command)}</EmptyState>;
  const live =
    !isEarlier && !isOver(build.status) && (record.status === 'running' || record.status === 'pending');
  const attempt = isEarlier ? (record.earlierLogs?.indexOf(log) ?? 0) + 1 : null;
  const failed = record.status !== 'success' && record.status !== 'running';
  return (
    <LogViewer
      key={log}
      place={{ job: build.job, number: build.number, log }}
      title={attempt === null ? titleOf(command) : `${titleOf(command)}, attempt ${attempt}`}
      live={live}
      startedAt={isEarlier ? null : record.startedAt}
      lines={lines}
      begin={live ? 'end' : failed || isEarlier ? 'error' : 'top'}
      onSelect={onSelect}
    />
  );
}

function silence(build: BuildDocument, { record }: Command): string {
  if (build.status === 'queued') return 'The build waits; its output will be shown here as it comes.';
  if (record.status === 'skipped')
    return record.reason ?? 'It was left out, because something before it ended the build.';
  return isOver(build.status) ? 'It never began.' : 'It has not begun yet.';
}
