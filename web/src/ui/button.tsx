import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { Link } from 'wouter';
import styles from './button.module.css';
import { Icon, type IconName } from './icon.tsx';

interface Looks {
  /** `primary`: the one thing to do here. `danger`: something will be lost. `quiet`: without a border. */
  look?: 'plain' | 'primary' | 'danger' | 'quiet' | undefined;
  size?: 'small' | 'usual' | undefined;
  icon?: IconName | undefined;
}

interface ButtonProps extends Looks, ButtonHTMLAttributes<HTMLButtonElement> {
  /** Something is under way because of it. */
  busy?: boolean;
}

export function Button({ look, size, icon, busy = false, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={classOf({ look, size })}
      aria-busy={busy}
      disabled={busy || rest.disabled === true}
    >
      {icon !== undefined && <Icon name={icon} size={size === 'small' ? 14 : 16} />}
      {children}
    </button>
  );
}

interface LinkProps extends Looks {
  href: string;
  children: ReactNode;
}

export function ButtonLink({ look, size, icon, href, children }: LinkProps) {
  return (
    <Link href={href} className={classOf({ look, size })}>
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </Link>
  );
}

/** A button that shows a picture only: `label` says what it does. */
export function IconButton({
  label,
  icon,
  ...rest
}: { label: string; icon: IconName } & ButtonHTMLAttributes<HTMLButtonElement>) {
  return (
    <button type="button" {...rest} className={styles.icon} aria-label={label} title={label}>
      <Icon name={icon} />
    </button>
  );
}

const classOf = ({ look = 'plain', size = 'usual' }: Looks): string =>
  `${styles.button} ${styles[look] ?? ''} ${size === 'small' ? (styles.small ?? '') : ''}`;
