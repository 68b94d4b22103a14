import { useState } from 'react';
import { formatBytes } from '../../../../../src/lib/format-bytes.ts';
import type { BuildDocument } from '../../../data/routes.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { counted } from '../../../ui/format.ts';
import { Icon } from '../../../ui/icon.tsx';
import { rawAddress } from '../log/log-source.ts';
import { kindOf, Preview } from './preview.tsx';
import styles from './views.module.css';

const mostListed = 500;

/** The files that a build keeps, with a look into those that a browser can show. */
export function ArtifactsView({ build }: { build: BuildDocument }) {
  const { artifacts, job, number } = build;
  const [open, setOpen] = useState<string | null>(null);
  if (artifacts.length === 0)
    return (
      <EmptyState title="No artifacts" command={'artifacts: ["dist/**"]'}>
        Files that the job file names are kept with the build when its last command has ended:
      </EmptyState>
    );
  const bytes = artifacts.reduce((sum, artifact) => sum + artifact.bytes, 0);
  return (
    <div className={styles.artifacts}>
      <p className={styles.quiet}>
        {counted(artifacts.length, 'file')}, {formatBytes(bytes)}
      </p>
      <ul className={styles.files}>
        {artifacts.slice(0, mostListed).map((artifact) => {
          const place = { job, number, log: `artifacts/${artifact.path}` };
          const canShow = kindOf(artifact.path) !== null;
          return (
            <li key={artifact.path}>
              {canShow ? (
                <button
                  type="button"
                  aria-expanded={open === artifact.path}
                  onClick={() => setOpen(open === artifact.path ? null : artifact.path)}
                >
                  <Icon name={open === artifact.path ? 'down' : 'chevron'} size={14} />
                  {artifact.path}
                </button>
              ) : (
                <span>{artifact.path}</span>
              )}
              <span className={styles.took}>{formatBytes(artifact.bytes)}</span>
              <a href={rawAddress(place)} download aria-label={`Download ${artifact.path}`} title="Download">
                <Icon name="download" />
              </a>
              {open === artifact.path && <Preview place={place} bytes={artifact.bytes} />}
            </li>
          );
        })}
      </ul>
      {artifacts.length > mostListed && (
        <p className={styles.quiet}>And {counted(artifacts.length - mostListed, 'more file')}.</p>
      )}
    </div>
  );
}
