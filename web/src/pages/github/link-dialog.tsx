import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../data/api.ts';
import { linksQuery, treeQuery } from '../../data/queries.ts';
import type { TreeEntry } from '../../data/routes.ts';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { sayDone } from '../../ui/toast.tsx';

type Kind = 'pullrequest' | 'branch';

export function LinkDialog({ onClose }: { onClose: () => void }) {
  const [repository, setRepository] = useState('');
  const [kind, setKind] = useState<Kind>('pullrequest');
  const [job, setJob] = useState('');
  const tree = useQuery(treeQuery);
  const cache = useQueryClient();
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
  return (
    <FormDialog
      title="Link a repository"
      submit="Link"
      disabled={org === '' || job === ''}
      busy={link.isPending}
      error={link.error}
      onSubmit={() => link.mutate()}
      onClose={onClose}
    >
      <TextField
        label="Repository"
        hint="OWNER/REPOSITORY, or its address"
        required
        value={repository}
        onChange={setRepository}
      />
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
    </FormDialog>
  );
}

const namesOf = (entries: readonly TreeEntry[]): string[] =>
  entries.flatMap((entry) => {
    if (entry.kind === 'folder') return namesOf(entry.entries);
    return entry.parent === undefined ? [entry.name] : [];
  });
