import { count } from '../../lib/count.ts';
import { humanDuration } from '../../lib/human-duration.ts';
import type { BuildDocument, TestSummary } from '../../state/build.ts';
import type { FailedCommand } from './failed-command.ts';

const mostTests = 20;
const mostStages = 50;
const longestLine = 300;

/** What the page of a check run says of a build, in Markdown; `lines` are the last ones of the command that failed. */
export function summaryOf(
  build: BuildDocument,
  failed: FailedCommand | null,
  lines: readonly string[],
): string {
  return [
    `Build ${escaped(build.job)} #${build.number}: ${escaped(build.reason ?? build.status)}`,
    ...(build.tests === undefined ? [] : testsOf(build.tests)),
    ...(failed === null || lines.length === 0 ? [] : [outputOf(failed, lines)]),
    ...stagesOf(build),
    ...(build.notes ?? []).map(escaped),
  ].join('\n\n');
}

function testsOf({ total, failed, skipped, failures }: TestSummary): string[] {
  const skips = skipped === 0 ? '' : `, ${skipped} skipped`;
  const head = `${count(total, 'test')}: ${failed} failed${skips}`;
  const shown = failures.slice(0, mostTests).map(({ suite, name, message, path, line }) => {
    const place = path === undefined ? '' : ` (${escaped(path)}:${line})`;
    const said = oneLine(message);
    return `- ${escaped([suite, name].filter(Boolean).join(' › '))}${place}${said === '' ? '' : `: ${escaped(said)}`}`;
  });
  const more = failed - shown.length;
  if (shown.length > 0 && more > 0) shown.push(`- and ${more} more`);
  return shown.length === 0 ? [head] : [head, shown.join('\n')];
}

function outputOf({ title }: FailedCommand, lines: readonly string[]): string {
  const text = lines.map((line) => line.slice(0, longestLine)).join('\n');
  // Longer than any in the text, which could end it otherwise.
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `The end of ${escaped(title)}:\n\n${fence}text\n${text}\n${fence}`;
}

function stagesOf({ stages }: BuildDocument): string[] {
  const rows = stages
    .slice(0, mostStages)
    .map(
      ({ title, status, durationMs }) =>
        `| ${escaped(title)} | ${status} | ${durationMs === null ? '' : humanDuration(durationMs)} |`,
    );
  return rows.length === 0
    ? []
    : ['| stage | result | took |\n| --- | --- | --- |\n'.concat(rows.join('\n'))];
}

const oneLine = (text: string): string => (text.trim().split('\n')[0] ?? '').slice(0, longestLine);

/** Titles, names and messages are texts: no picture, no mention of anybody, and no link but an address as it stands. */
const escaped = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]<>#|~&]/g, '\\$&')
    .replaceAll('@', '@\u200b');
