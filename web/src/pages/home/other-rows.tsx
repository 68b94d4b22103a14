import type { CSSProperties } from 'react';
import { Link } from 'wouter';
import { counted } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import styles from './job-list.module.css';
import type { DerivedRow, FolderRow } from './job-rows.ts';
import { folderHref } from './use-filter.ts';

interface Placed {
  style: CSSProperties;
  index: number;
}

/** Names the folder of the rows below it. */
export function FolderRowView({ row: { path }, style, index }: Placed & { row: FolderRow }) {
  const parts = path.split('/');
  return (
    <div role="row" aria-rowindex={index} className={styles.folder} style={style}>
      <div role="cell">
        {path === '' ? (
          <span>No folder</span>
        ) : (
          parts.map((part, at) => (
            <span key={parts.slice(0, at + 1).join('/')}>
              {at > 0 && ' / '}
              <Link href={folderHref(parts.slice(0, at + 1).join('/'))}>{part}</Link>
            </span>
          ))
        )}
      </div>
    </div>
  );
}

/** How many branches and pull requests a job has; opens and closes their rows. */
export function DerivedRowView({
  row,
  style,
  index,
  toggle,
}: Placed & { row: DerivedRow; toggle: () => void }) {
  const { parent, branches, pullRequests, failing, isOpen } = row;
  const parts = [
    ...(branches > 0 ? [counted(branches, 'branch', 'branches')] : []),
    ...(pullRequests > 0 ? [counted(pullRequests, 'pull request')] : []),
  ];
  return (
    <div role="row" aria-rowindex={index} className={styles.derived} style={style}>
      <div role="cell">
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={toggle}
          aria-label={`${parts.join(', ')} of ${parent}`}
        >
          <Icon name="chevron" size={12} />
          {parts.join(', ')}
          {failing > 0 && <span className={styles.failing}>✕ {failing} failing</span>}
        </button>
      </div>
    </div>
  );
}
