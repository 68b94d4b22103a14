import type { Problem } from '../errors/error.ts';
import { type Layer, unknownName } from './layer.ts';
import { optionNames, variableOf } from './options/index.ts';

/** Names the configuration file; it is the one variable that is no option. */
export const fileVariable = 'DROVER_CONFIG';

const byVariable = new Map(optionNames.map((name) => [variableOf(name), name]));

/** Every `DROVER_*` variable that is set and not empty: an empty one is as good as none. */
export function readEnvironmentLayer(environment: NodeJS.ProcessEnv, folder: string): Layer {
  const settings: Layer['settings'] = new Map();
  const problems: Problem[] = [];
  for (const [variable, text = ''] of Object.entries(environment)) {
    if (!variable.startsWith('DROVER_') || variable === fileVariable || text === '') continue;
    const name = byVariable.get(variable);
    if (name === undefined) {
      problems.push({
        path: variable,
        message: unknownName('variable', variable, [...byVariable.keys(), fileVariable]),
      });
    } else {
      settings.set(name, { text, folder, source: `environment ${variable}`, place: { path: variable } });
    }
  }
  return { settings, problems };
}
