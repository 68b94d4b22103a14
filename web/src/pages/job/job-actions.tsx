import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { call } from '../../data/api.ts';
import { keys } from '../../data/queries.ts';
import type { Job } from '../../data/routes.ts';
import { useMay } from '../../shell/session.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Menu } from '../../ui/menu.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { sayDone } from '../../ui/toast.tsx';
import { useKeys } from '../../ui/use-keys.ts';
import { useStartBuild } from '../home/use-start-build.ts';
import { exportJob } from './export-job.ts';
import styles from './job-page.module.css';
import { RunDialog } from './run-dialog.tsx';

export function JobActions({ job }: { job: Job }) {
  const { name, folder } = job.meta;
  const mayRun = useMay('runner', folder);
  const mayChange = useMay('admin', folder);
  const [query, setQuery] = useSearchParams();
  const [deletes, setDeletes] = useState(false);
  const start = useStartBuild();
  const hasParameters = (job.parameters ?? []).length > 0;
  const asks = query.has('run') && mayRun;
  const run = () => (hasParameters ? setQuery({ run: '' }) : start.mutate(name));
  useKeys({ r: () => mayRun && run() });
  return (
    <div className={styles.actions}>
      {mayRun && (
        <Button look="primary" icon="play" busy={start.isPending} onClick={run}>
          Run{hasParameters ? '…' : ''}
        </Button>
      )}
      <Menu
        label={`More about ${name}`}
        icon="more"
        items={[
          ...(mayRun && !hasParameters
            ? [
                {
                  label: 'Run with a priority…',
                  icon: 'play' as const,
                  onSelect: () => setQuery({ run: '' }),
                },
              ]
            : []),
          { label: 'Export as YAML', icon: 'download', onSelect: () => void exportJob(name) },
          ...(mayChange
            ? [{ label: 'Delete…', icon: 'cross' as const, danger: true, onSelect: () => setDeletes(true) }]
            : []),
        ]}
      />
      {asks && <RunDialog job={job} onClose={() => setQuery({})} />}
      {deletes && <DeleteDialog name={name} onClose={() => setDeletes(false)} />}
    </div>
  );
}

/** Says what will be lost, and asks for the name. */
function DeleteDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const [, navigate] = useLocation();
  const cache = useQueryClient();
  const remove = useMutation({
    mutationFn: () => call('DELETE /api/jobs/:name', { params: { name }, query: { confirm: name } }),
    async onSuccess() {
      sayDone(`${name} is deleted.`);
      await cache.invalidateQueries({ queryKey: keys.tree });
      navigate('/');
    },
  });
  return (
    <ConfirmDialog
      title={`Delete ${name}?`}
      confirm="Delete the job and all its builds"
      disabled={typed !== name}
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p>
        Its definition, all its builds, their logs and their artifacts are removed. Nothing brings them back.
      </p>
      <TextField label={`Type ${name} to confirm`} value={typed} onChange={setTyped} />
      {remove.error !== null && <ProblemNote error={remove.error} />}
    </ConfirmDialog>
  );
}
