import { type ReactNode, useId } from 'react';
import styles from './field.module.css';

interface Props {
  label: string;
  hint?: ReactNode;
  /** What is wrong with the value, said at its place. */
  fault?: string | undefined;
  required?: boolean;
  /** Gets what ties the input to its label, hint and fault. */
  children: (tie: FieldTie) => ReactNode;
}

export interface FieldTie {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean;
  required: boolean;
  className: string;
}

export function Field({ label, hint, fault, required = false, children }: Props) {
  const id = useId();
  const noteId = `${id}-note`;
  const hasNote = fault !== undefined || hint !== undefined;
  return (
    <div className={styles.field}>
      <label htmlFor={id}>
        {label}
        {required && <span className={styles.required}> required</span>}
      </label>
      {children({
        id,
        'aria-describedby': hasNote ? noteId : undefined,
        'aria-invalid': fault !== undefined,
        required,
        className: styles.input ?? '',
      })}
      {hasNote && (
        <p id={noteId} className={fault === undefined ? styles.hint : styles.fault}>
          {fault ?? hint}
        </p>
      )}
    </div>
  );
}
