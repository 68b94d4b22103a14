import type { ReactNode } from 'react';
import { Hidden } from './hidden.tsx';
import styles from './table.module.css';

/**
 * A dense table that becomes a list of cards on a phone: there each cell shows its heading, from `data-label`, or
 * none where that is empty, and the cell that names the row comes first.
 */
export function Table({
  label,
  head,
  children,
}: {
  label: string;
  head: readonly Heading[];
  children: ReactNode;
}) {
  return (
    <table className={styles.table} aria-label={label}>
      <thead>
        <tr>
          {head.map(({ text, align, hidden }) => (
            <th key={text} scope="col" className={align === 'end' ? styles.end : undefined}>
              {hidden === true ? <Hidden>{text}</Hidden> : text}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

export interface Heading {
  text: string;
  align?: 'end';
  /** For screen readers only. */
  hidden?: boolean;
}

export function Cell({
  label = '',
  align,
  lead = false,
  minor = false,
  children,
}: {
  label?: string;
  align?: 'end';
  /** It names the row: first on a phone, wherever it stands in the table. */
  lead?: boolean;
  /** Left out on a phone. */
  minor?: boolean;
  children?: ReactNode;
}) {
  return (
    <td
      data-label={label}
      data-lead={lead ? '' : undefined}
      data-minor={minor ? '' : undefined}
      className={align === 'end' ? styles.end : undefined}
    >
      {children}
    </td>
  );
}
