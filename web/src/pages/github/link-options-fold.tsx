import { Field, type FieldTie } from '../../ui/field.tsx';
import { Fold } from '../../ui/fold.tsx';
import { counted } from '../../ui/format.ts';
import { countChanged, type Link, textOf, type Values } from './link-form.ts';
import { type LinkKind, type LinkOption, linkOptions } from './link-options.ts';

interface Props {
  kind: LinkKind;
  /** The link that is changed. */
  before: Link | undefined;
  values: Values;
  faults: Record<string, string>;
  onChange: (name: string, text: string) => void;
}

/** What a link may say beside its job. Most say nothing of it. */
export function LinkOptionsFold({ kind, before, values, faults, onChange }: Props) {
  const changed = countChanged(kind, values, before);
  return (
    <Fold
      title="Options"
      note={changed === 0 ? 'all as usual' : `${counted(changed, 'option')} set`}
      startsOpen={changed > 0}
      shown={Object.keys(faults).length > 0}
    >
      {linkOptions[kind].map((option) => (
        <Field key={option.name} label={option.label} hint={option.hint} fault={faults[option.name]}>
          {(tie) => (
            <Input
              option={option}
              tie={tie}
              value={values[option.name] ?? textOf(option, before)}
              onChange={(text) => onChange(option.name, text)}
            />
          )}
        </Field>
      ))}
    </Fold>
  );
}

interface InputProps {
  option: LinkOption;
  tie: FieldTie;
  value: string;
  onChange: (text: string) => void;
}

function Input({ option, tie, value, onChange }: InputProps) {
  const shared = { ...tie, name: option.name, value };
  switch (option.type) {
    case 'patterns':
      return (
        <textarea {...shared} rows={2} spellCheck={false} onChange={({ target }) => onChange(target.value)} />
      );
    case 'text':
      return (
        <input
          {...shared}
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => onChange(target.value)}
        />
      );
    case 'choice':
      return (
        <select {...shared} onChange={({ target }) => onChange(target.value)}>
          {option.choices.map(([choice, words], index) => (
            <option key={words} value={String(choice)}>
              {words}
              {index === 0 && ' (default)'}
            </option>
          ))}
        </select>
      );
  }
}
