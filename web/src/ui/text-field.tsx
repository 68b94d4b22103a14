import type { HTMLInputAutoCompleteAttribute, ReactNode } from 'react';
import { Field } from './field.tsx';

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: ReactNode;
  fault?: string | undefined;
  required?: boolean;
  type?: 'text' | 'password';
  autoComplete?: HTMLInputAutoCompleteAttribute;
  maxLength?: number;
  placeholder?: string;
}

/** A text of one line with its label. */
export function TextField({
  label,
  value,
  onChange,
  hint,
  fault,
  required = false,
  type = 'text',
  autoComplete = 'off',
  ...rest
}: Props) {
  return (
    <Field label={label} hint={hint} fault={fault} required={required}>
      {(tie) => (
        <input
          {...tie}
          {...rest}
          type={type}
          value={value}
          autoComplete={autoComplete}
          spellCheck={false}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  );
}
