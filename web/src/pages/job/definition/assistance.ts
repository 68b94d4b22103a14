import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { type Diagnostic, linter } from '@codemirror/lint';
import type { Text } from '@codemirror/state';
import { hoverTooltip } from '@codemirror/view';
import jobSchema from '../../../../../docs/job.schema.json';
import { send } from '../../../data/api.ts';
import { keysAt, type Schema, schemasAt, valuesAt } from './schema-at.ts';
import { placeOf } from './yaml-path.ts';

const schema: Schema = jobSchema;
const lintDelayMs = 350;

/** Keys and values that the schema knows at the cursor. */
export function complete(context: CompletionContext): CompletionResult | null {
  const { state, pos } = context;
  const word = context.matchBefore(/[\w.-]*/);
  const place = placeOf(state.sliceDoc(0, pos).split('\n'));
  if (place === null || (word?.from === word?.to && !context.explicit && place.valueOf === null)) return null;
  const from = word?.from ?? pos;
  if (place.valueOf !== null) {
    const options = valuesAt(schema, [...place.path, place.valueOf]).map((label) => ({
      label,
      type: 'enum',
    }));
    return options.length === 0 ? null : { from, options, validFor: /^[\w.-]*$/ };
  }
  const options = keysAt(schema, place.path).map(
    ([label, { description = '' }]): Completion => ({
      label,
      apply: `${label}: `,
      type: 'property',
      info: description,
    }),
  );
  return options.length === 0 ? null : { from, options, validFor: /^[\w.-]*$/ };
}

/** What the key under the pointer is for. */
export const explainKeys = hoverTooltip((view, position) => {
  const line = view.state.doc.lineAt(position);
  const key = /^(\s*(?:-\s+)*)([\w.-]+)\s*:/.exec(line.text);
  if (key === null) return null;
  const from = line.from + (key[1]?.length ?? 0);
  const to = from + (key[2]?.length ?? 0);
  if (position < from || position > to) return null;
  const place = placeOf(view.state.sliceDoc(0, to).split('\n'));
  if (place === null) return null;
  const [found] = schemasAt(schema, [...place.path, key[2] ?? '']);
  if (found?.description === undefined) return null;
  const { description, examples = [] } = found;
  return {
    pos: from,
    end: to,
    above: true,
    create() {
      const dom = document.createElement('div');
      dom.className = 'explained';
      dom.textContent = description;
      if (examples.length > 0) {
        const example = document.createElement('code');
        example.textContent = `${key[2]}: ${JSON.stringify(examples[0])}`;
        dom.append(document.createElement('br'), example);
      }
      return { dom };
    },
  };
});

/** A fault at its place, both from 1. */
export interface Fault {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Every fault that the server finds: the same checks as when it is saved. */
export async function askForFaults(text: string): Promise<Fault[]> {
  const answer = await send('/api/definitions/validate', {
    method: 'POST',
    headers: { 'content-type': 'application/yaml' },
    body: text,
  });
  const { errors } = (await answer.json()) as { errors: (Partial<Fault> & { message: string })[] };
  return errors.map(({ line = 1, column = 1, message }) => ({ line, column, message }));
}

/** Marks each fault in the text, and tells all of them. */
export const markFaults = (tell: (faults: readonly Fault[]) => void) =>
  linter(
    async ({ state: { doc } }): Promise<Diagnostic[]> => {
      const faults = await askForFaults(doc.toString());
      tell(faults);
      return faults.map(({ line, column, message }) => {
        const from = placeIn(doc, { line, column });
        const word =
          /^[\w.-]+/.exec(doc.lineAt(from).text.slice(from - doc.lineAt(from).from))?.[0].length ?? 1;
        return { from, to: Math.min(from + word, doc.lineAt(from).to), severity: 'error', message };
      });
    },
    { delay: lintDelayMs },
  );

/** Where that is in the text; the nearest place where the text is shorter. */
export function placeIn(doc: Text, { line, column }: Pick<Fault, 'line' | 'column'>): number {
  const { from, to } = doc.line(Math.min(Math.max(1, line), doc.lines));
  return Math.min(from + column - 1, to);
}
