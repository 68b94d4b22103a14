import { logsOfRun } from '../../live/logs-of.ts';
import { visibleText } from '../../log/visible-text.ts';
import { type BuildSummary, buildId } from '../../state/build.ts';
import type { Storage } from '../../storage/index.ts';
import type { IndexNames } from '../documents/index-names.ts';

/** The end of a log tells more than its beginning: of a longer one only so many last lines are reported. */
const mostLinesOfLog = 10_000;
const mostLinesOfBuild = 50_000;
const mostCharacters = 2_000;
const linesAtOnce = 1_000;

/** The lines of a bulk request for what a build has printed, in portions. Logs that cannot be read are left out. */
export async function* logLines(
  storage: Storage,
  names: IndexNames,
  build: BuildSummary,
): AsyncGenerator<string[], void, void> {
  const index = names.logsOf(build.finishedAt);
  const lengths = linesOf(build);
  let left = mostLinesOfBuild;
  for (const { log } of logsOfRun(build)) {
    let from = Math.max(0, (lengths.get(log) ?? 0) - mostLinesOfLog);
    let leftOfLog = Math.min(left, mostLinesOfLog);
    while (leftOfLog > 0) {
      const count = Math.min(linesAtOnce, leftOfLog);
      const lines = await storage.linesBetween(build, log, from, count).catch(() => []);
      if (lines.length === 0) break;
      yield lines.flatMap(({ line, text }) => [
        JSON.stringify({
          index: { _index: index, _id: `${buildId(build.job, build.number)}/${log}/${line}` },
        }),
        JSON.stringify({
          build: buildId(build.job, build.number),
          job: build.job,
          number: build.number,
          folder: build.folder,
          log,
          line: line + 1,
          finishedAt: build.finishedAt,
          text: visibleText(text).slice(0, mostCharacters),
        }),
      ]);
      from += lines.length;
      left -= lines.length;
      leftOfLog -= lines.length;
      if (lines.length < count) break;
    }
  }
}

/** Of the logs whose length the document tells. */
function linesOf({ hooks, stages }: BuildSummary): Map<string, number> {
  const commands = [...hooks, ...stages.flatMap((stage) => [...stage.hooks, ...stage.steps])];
  return new Map(commands.map(({ log, lines }) => [log, lines]));
}
