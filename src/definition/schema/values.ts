import Type from 'typebox';
import { durationPattern } from '../../lib/duration.ts';
import { limits } from '../limits.ts';
import { environmentPattern, oneLine } from './patterns.ts';

/** What every field has for its reader: an editor shows both. */
interface Words {
  description: string;
  examples: unknown[];
}

export const strict = { additionalProperties: false } as const;

/** `title` names the kind of a value: `text-kinds.ts` checks texts by it, messages call maps by it. */
export const text = (title: string, rules: object, words: Words) =>
  Type.String({ title, ...rules, ...words });

export const title = (words: Words) =>
  Type.Optional(text('Title', { pattern: oneLine, maxLength: 200 }, words));

export const command = (words: Words) =>
  text('Command', { pattern: '\\S', maxLength: limits.valueBytes }, words);

export const duration = (words: Words) =>
  Type.Optional(text('Duration', { pattern: durationPattern }, words));

export const environment = (words: Words) =>
  Type.Optional(
    Type.Record(
      Type.String({ pattern: environmentPattern }),
      Type.Union([
        text('EnvironmentValue', { maxLength: limits.valueBytes }, words),
        Type.Number(),
        Type.Boolean(),
      ]),
      { ...strict, title: 'Environment', ...words },
    ),
  );

export const parameterValue = (description: string) =>
  Type.Union(
    [
      text(
        'EnvironmentValue',
        { maxLength: limits.valueBytes },
        { description: 'As text.', examples: ['main'] },
      ),
      Type.Number(),
      Type.Boolean(),
    ],
    { description, examples: ['main', 4, true] },
  );
