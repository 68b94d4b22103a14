import { useState } from 'react';
import { Link } from 'wouter';
import { Icon } from '../../ui/icon.tsx';
import styles from './folders.module.css';
import type { FolderNode } from './job-rows.ts';
import { folderHref, useFilter } from './use-filter.ts';

/** The folders at the side: one shows only what is in it. */
export function Folders({ folders }: { folders: readonly FolderNode[] }) {
  const [{ folder }] = useFilter();
  return (
    <nav aria-label="Folders">
      <h2>Folders</h2>
      <ul className={styles.list}>
        <li>
          <Link href="/" className={styles.link} aria-current={folder === '' ? 'page' : undefined}>
            All jobs
          </Link>
        </li>
        {folders.map((node) => (
          <Folder key={node.path} node={node} chosen={folder} />
        ))}
      </ul>
    </nav>
  );
}

function Folder({ node, chosen }: { node: FolderNode; chosen: string }) {
  const isOnTheWay = chosen === node.path || chosen.startsWith(`${node.path}/`);
  const [toggled, setToggled] = useState<boolean | null>(null);
  const isOpen = toggled ?? isOnTheWay;
  const { name, path, jobs, failing, folders } = node;
  return (
    <li>
      <div className={styles.row}>
        {folders.length > 0 ? (
          <button
            type="button"
            className={styles.fold}
            aria-expanded={isOpen}
            aria-label={`Folders in ${name}`}
            onClick={() => setToggled(!isOpen)}
          >
            <Icon name="chevron" size={12} />
          </button>
        ) : (
          <span className={styles.fold} />
        )}
        <Link
          href={folderHref(path)}
          className={styles.link}
          aria-current={chosen === path ? 'page' : undefined}
        >
          <span className={styles.name}>{name}</span>
          {failing > 0 ? (
            <span className={styles.failing} title={`${failing} failing of ${jobs}`}>
              ✕ {failing}
            </span>
          ) : (
            <span className={styles.count}>{jobs}</span>
          )}
        </Link>
      </div>
      {isOpen && folders.length > 0 && (
        <ul className={styles.inner}>
          {folders.map((inner) => (
            <Folder key={inner.path} node={inner} chosen={chosen} />
          ))}
        </ul>
      )}
    </li>
  );
}
