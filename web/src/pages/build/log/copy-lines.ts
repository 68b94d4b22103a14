import { plain } from '../../../../../src/log/style.ts';
import { call } from '../../../data/api.ts';
import type { LineRange } from '../../../log/line-address.ts';
import { showLine } from '../../../log/runs.ts';
import { type LogPlace, placeParams } from './log-source.ts';

/** What a clipboard, and whoever pastes it, can take. */
const mostCharacters = 5_000_000;
const pageLines = 5_000;

/** The text of lines as it is seen, without colours. `whole`: nothing had to be left out. */
export async function linesText(
  place: LogPlace,
  { from, to }: LineRange,
): Promise<{ text: string; lines: number; whole: boolean }> {
  const texts: string[] = [];
  let characters = 0;
  for (let next = from; next <= to; ) {
    const { lines } = await call('GET /api/jobs/:name/builds/:number/lines', {
      params: placeParams(place),
      query: { log: place.log, from: next, count: Math.min(pageLines, to - next + 1) },
    });
    if (lines.length === 0) break;
    for (const { text, line } of lines) {
      const { text: seen } = showLine(text, plain);
      characters += seen.length + 1;
      if (characters > mostCharacters) return { text: texts.join(''), lines: texts.length, whole: false };
      texts.push(`${seen}\n`);
      next = line + 1;
    }
  }
  return { text: texts.join(''), lines: texts.length, whole: true };
}
