import type { Layer } from './layer.ts';
import { flagOf, type OptionName, optionNames } from './options/index.ts';

/** What the command line gave, by option name; the file's own flag is `config`. */
export type Flags = Readonly<Partial<Record<OptionName | 'config', string>>>;

/** The command line refuses unknown flags itself, so there are no faults here. */
export function readFlagLayer(flags: Flags, folder: string): Layer {
  const settings: Layer['settings'] = new Map();
  for (const name of optionNames) {
    const text = flags[name];
    const flag = `--${flagOf(name)}`;
    if (text !== undefined)
      settings.set(name, { text, folder, source: `flag ${flag}`, place: { path: flag } });
  }
  return { settings, problems: [] };
}
