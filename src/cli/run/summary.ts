import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandRecord, HookRecord, RunRecord } from '../../engine/index.ts';
import { count } from '../../lib/count.ts';
import { LineSplitter } from './line-splitter.ts';
import { elapsed, mark, printed, type Terminal } from './terminal.ts';

const LAST_LINES = 10;
/** Ten lines are looked for in so much of the end of a log. */
const LAST_BYTES = 16 * 1024;
const WIDEST_TITLE = 40;

/** What happened, at the end: the result, every stage and step, and the last lines of the step that failed. */
export function summary(
  run: RunRecord,
  terminal: Terminal,
  durationMs: number,
  logFolder: string,
  logsKept: boolean,
): string {
  const { colors } = terminal;
  const flaky = run.flaky ? colors.yellow('  flaky') : '';
  const warnings = run.warnings === 0 ? '' : colors.yellow(`  ${count(run.warnings, 'warning')}`);
  const lines = [
    '',
    `${mark(terminal, run.status)} ${colors.bold(words[run.status])} in ${elapsed(durationMs)}${warnings}${flaky}`,
  ];
  if (run.reason !== undefined) lines.push(`  ${run.reason}`);
  lines.push(
    '',
    ...tableOf(run, terminal),
    ...leftProcesses(run, terminal),
    ...lastLines(run, terminal, logFolder),
  );
  if (logsKept) lines.push('', colors.gray(`Logs: ${logFolder}`));
  return `${lines.join('\n')}\n`;
}

const words: Record<RunRecord['status'], string> = {
  pending: 'Not started',
  running: 'Running',
  success: 'Succeeded',
  failure: 'Failed',
  skipped: 'Skipped',
  cancelled: 'Cancelled',
  timed_out: 'Timed out',
  error: 'Could not be run',
};

function tableOf(run: RunRecord, terminal: Terminal): string[] {
  const titles = run.stages.flatMap((stage) => [
    stage.title,
    ...stage.steps.map((step) => `  ${step.title}`),
  ]);
  const width = Math.min(WIDEST_TITLE, Math.max(0, ...titles.map((title) => title.length)));
  const row = (indent: string, item: Row) => {
    const title = `${indent}${item.title}`.padEnd(width + 2).slice(indent.length);
    const took = item.status === 'skipped' ? 'skipped' : elapsed(item.durationMs);
    const why = noteOf(item);
    return `  ${indent}${mark(terminal, item.status, item.ignored)} ${title}${terminal.colors.gray(took.padStart(8))}${why}`;
  };
  const failedHooks = (hooks: HookRecord[], indent: string) =>
    hooks
      .filter((hook) => hook.status !== 'success')
      .map((hook) => row(indent, { ...hook, title: hook.hook, ignored: true }));
  return [
    ...run.stages.flatMap((stage) => [
      row('', { title: stage.title, status: stage.status, durationMs: stage.durationMs }),
      ...stage.steps.map((step) => row('  ', step)),
      ...failedHooks(stage.hooks, '  '),
    ]),
    ...failedHooks(run.hooks, ''),
  ];
}

type Row = Pick<CommandRecord, 'status' | 'durationMs' | 'reason'> & {
  title: string;
  ignored?: true;
  flaky?: true;
  attempts?: number;
};

function noteOf({ reason, ignored, flaky, attempts = 1 }: Row): string {
  if (flaky) return `  flaky: attempt ${attempts} succeeded`;
  return reason === undefined ? '' : `  ${reason}${ignored ? ' (ignored)' : ''}`;
}

function leftProcesses({ leftProcesses: left }: RunRecord, terminal: Terminal): string[] {
  if (left.length === 0) return [];
  const lines = left.map(({ pid, command, survived }) => {
    return `  ${terminal.colors.yellow('▲')} ${command} (pid ${pid}) ${survived ? 'could not be ended' : 'was ended'}`;
  });
  return ['', 'Processes left behind:', ...lines];
}

function lastLines(run: RunRecord, terminal: Terminal, logFolder: string): string[] {
  const stage = run.stages.find(({ steps }) => steps.some(isCulprit));
  const step = stage?.steps.find(isCulprit);
  if (stage === undefined || step === undefined || step.bytes === 0) return [];
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line));
  splitter.add(endOf(join(logFolder, step.log)));
  splitter.end();
  const gutter = terminal.colors.red('│');
  return [
    '',
    `Last lines of ${stage.title} ▸ ${step.title}:`,
    ...lines.slice(-LAST_LINES).map((line) => `  ${gutter} ${printed(terminal, line)}`),
  ];
}

const isCulprit = ({ status, ignored }: Row): boolean =>
  ignored === undefined && (status === 'failure' || status === 'timed_out' || status === 'error');

function endOf(path: string): Buffer {
  const fd = openSync(path, 'r');
  try {
    const { size } = fstatSync(fd);
    const buffer = Buffer.alloc(Math.min(size, LAST_BYTES));
    return buffer.subarray(0, readSync(fd, buffer, 0, buffer.length, size - buffer.length));
  } finally {
    closeSync(fd);
  }
}
