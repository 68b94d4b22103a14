import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { call } from '../../data/api.ts';
import { linksQuery, treeQuery } from '../../data/queries.ts';
import type { TreeEntry } from '../../data/routes.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { sayDone } from '../../ui/toast.tsx';
import styles from './github-page.module.css';

type Kind = 'pullrequest' | 'branch';

export function LinkDialog({ onClose }: { onClose: () => void }) {
  const [repository, setRepository] = useState('');
  const [kind, setKind] = useState<Kind>('pullrequest');
  const [job, setJob] = useState('');
  const tree = useQuery(treeQuery);
  const cache = useQueryClient();
  const form = useId();
  const [, org = '', repo = ''] =
    /^(?:https:\/\/[^/]+\/)?([^/\s]+)\/([^/\s]+?)(?:\.git)?$/.exec(repository.trim()) ?? [];
  const link = useMutation({
    mutationFn: () => call(`PUT /api/github/:org/:repo/${kind}`, { params: { org, repo }, body: { job } }),
    async onSuccess() {
      sayDone(`${org}/${repo} is linked to ${job}.`);
      await cache.invalidateQueries({ queryKey: linksQuery.queryKey });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    link.mutate();
  };
  return (
    <Dialog
      title="Link a repository"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Not now</Button>
          <Button
            look="primary"
            type="submit"
            form={form}
            disabled={org === '' || job === ''}
            busy={link.isPending}
          >
            Link
          </Button>
        </>
      }
    >
      <form id={form} className={styles.form} onSubmit={submit}>
        <Field label="Repository" hint="OWNER/REPOSITORY, or its address" required>
          {(tie) => (
            <input
              {...tie}
              value={repository}
              autoComplete="off"
              onChange={(event) => setRepository(event.target.value)}
            />
          )}
        </Field>
        <Field label="What starts builds">
          {(tie) => (
            <select {...tie} value={kind} onChange={(event) => setKind(event.target.value as Kind)}>
              <option value="pullrequest">Pull requests</option>
              <option value="branch">Pushes to branches</option>
            </select>
          )}
        </Field>
        <Field label="Job" hint="Its definition is copied for each of them" required>
          {(tie) => (
            <select {...tie} value={job} onChange={(event) => setJob(event.target.value)}>
              <option value="">Choose…</option>
              {namesOf(tree.data?.entries ?? []).map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          )}
        </Field>
        {link.error !== null && <ProblemNote error={link.error} />}
      </form>
    </Dialog>
  );
}

const namesOf = (entries: readonly TreeEntry[]): string[] =>
  entries.flatMap((entry) => {
    if (entry.kind === 'folder') return namesOf(entry.entries);
    return entry.parent === undefined ? [entry.name] : [];
  });
