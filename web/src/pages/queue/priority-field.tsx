import { Field } from '../../ui/field.tsx';

const [lowest, highest] = [-10, 10];

/** The priority that was typed; null: it is none. */
export function priorityOf(text: string): number | null {
  const priority = Number(text);
  return /^\s*[-+]?\d+\s*$/.test(text) && priority >= lowest && priority <= highest ? priority : null;
}

interface Props {
  value: string;
  hint: string;
  /** Whether what is wrong is said already. */
  told: boolean;
  onChange: (text: string) => void;
}

export function PriorityField({ value, hint, told, onChange }: Props) {
  return (
    <Field
      label="Priority"
      hint={hint}
      fault={told && priorityOf(value) === null ? `A whole number from ${lowest} to ${highest}.` : undefined}
    >
      {(tie) => (
        <input
          {...tie}
          type="number"
          min={lowest}
          max={highest}
          step={1}
          value={value}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  );
}
