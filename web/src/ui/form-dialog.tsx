import { type ReactNode, useEffect, useId, useRef } from 'react';
import { Button } from './button.tsx';
import styles from './dialog.module.css';
import { Dialog } from './dialog.tsx';
import type { IconName } from './icon.tsx';
import { ProblemNote } from './problem-note.tsx';

interface Props {
  title: string;
  /** What is done, on the button that does it. */
  submit: string;
  /** `danger`: something will be lost. */
  look?: 'primary' | 'danger';
  icon?: IconName;
  leave?: string;
  /** Something that is needed is not there yet. */
  disabled?: boolean;
  busy: boolean;
  /** What the server said that belongs to no field. */
  error?: unknown;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A dialog whose fields are sent by Enter or by its button. Faults of fields are said by the page, not by the browser. */
export function FormDialog({
  title,
  submit,
  look = 'primary',
  icon,
  leave = 'Not now',
  disabled = false,
  busy,
  error = null,
  onSubmit,
  onClose,
  children,
}: Props) {
  const form = useId();
  const fields = useRef<HTMLFormElement>(null);
  // What the server refuses may be further down than what is seen.
  useEffect(() => {
    if (!busy) goToFault(fields.current);
  }, [busy]);
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{leave}</Button>
          <Button look={look} icon={icon} type="submit" form={form} disabled={disabled} busy={busy}>
            {submit}
          </Button>
        </>
      }
    >
      <form
        ref={fields}
        id={form}
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          // Enter in a field sends the form whether its button can be pressed or not.
          if (disabled || busy) return;
          onSubmit();
          const { currentTarget: sent } = event;
          requestAnimationFrame(() => goToFault(sent));
        }}
      >
        {children}
        {error !== null && <ProblemNote error={error} />}
      </form>
    </Dialog>
  );
}

const goToFault = (form: HTMLFormElement | null): void =>
  form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
