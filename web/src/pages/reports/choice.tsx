import styles from './choice.module.css';

interface Props<T extends string> {
  label: string;
  /** Value → what it is called. */
  options: Readonly<Record<T, string>>;
  value: T;
  onChange: (value: T) => void;
}

/** One of a few, all in sight. */
export function Choice<T extends string>({ label, options, value, onChange }: Props<T>) {
  return (
    <fieldset className={styles.choice} aria-label={label}>
      {(Object.entries(options) as [T, string][]).map(([one, text]) => (
        <button key={one} type="button" aria-pressed={one === value} onClick={() => onChange(one)}>
          {text}
        </button>
      ))}
    </fieldset>
  );
}
