import { setImmediate } from 'node:timers/promises';
import type { TreeEntry } from '../state/tree.ts';

/** Other requests have their turn after so many entries, which take a millisecond or so. */
const atOnce = 500;

/** The entries as JSON, written some at a time. */
export async function textOfTree(entries: readonly TreeEntry[]): Promise<string> {
  const texts: string[] = [];
  let written = 0;
  const write = async (some: readonly TreeEntry[]): Promise<void> => {
    for (const [index, entry] of some.entries()) {
      if (index > 0) texts.push(',');
      if (entry.kind === 'job') texts.push(JSON.stringify(entry));
      else {
        const { entries: inside, ...folder } = entry;
        texts.push(`${JSON.stringify(folder).slice(0, -1)},"entries":[`);
        await write(inside);
        texts.push(']}');
      }
      written += 1;
      if (written % atOnce === 0) await setImmediate();
    }
  };
  await write(entries);
  return `[${texts.join('')}]`;
}
