import { useState } from 'react';
import { Field } from '../../ui/field.tsx';
import styles from './settings-page.module.css';

/**
 * A password field. It would drop the line breaks of a private key without a word, so it becomes one of several
 * lines, hidden too, when such a text is put in.
 */
export function SecretValue({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [isLong, setIsLong] = useState(false);
  const hint = isLong
    ? 'Stored with its line breaks'
    : 'At least 6 characters; a text of several lines can be pasted';
  return (
    <Field label="Value" hint={hint} required>
      {(tie) =>
        isLong ? (
          <textarea
            {...tie}
            className={`${tie.className} ${styles.hiddenText}`}
            value={value}
            // biome-ignore lint/a11y/noAutofocus: it stands where the focus was
            autoFocus
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => onChange(target.value)}
          />
        ) : (
          <input
            {...tie}
            type="password"
            value={value}
            autoComplete="new-password"
            onChange={({ target }) => onChange(target.value)}
            onPaste={(event) => {
              const text = event.clipboardData.getData('text');
              if (!/[\r\n]/.test(text.trimEnd())) return;
              event.preventDefault();
              setIsLong(true);
              onChange(text);
            }}
          />
        )
      }
    </Field>
  );
}
