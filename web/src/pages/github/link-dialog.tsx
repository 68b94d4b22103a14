import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../data/api.ts';
import { jobsIn } from '../../data/jobs-in.ts';
import { linksQuery, treeQuery } from '../../data/queries.ts';
import type { Links, TreeEntry } from '../../data/routes.ts';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { sayDone } from '../../ui/toast.tsx';
import { faultsOf, linkOf, type Values } from './link-form.ts';
import type { LinkKind } from './link-options.ts';
import { LinkOptionsFold } from './link-options-fold.tsx';

type Entry = Links['links'][number];

const kinds = { pullrequest: 'pull requests', branch: 'branches' } as const;

/** A new link, or another job or other options of one that is there: what is not touched stays. */
export function LinkDialog({ changed, onClose }: { changed?: Entry; onClose: () => void }) {
  const before = changed?.link ?? undefined;
  const [repository, setRepository] = useState(changed?.repository ?? '');
  const [kind, setKind] = useState<LinkKind>(changed?.kind ?? 'pullrequest');
  const [job, setJob] = useState(before?.job ?? '');
  const [values, setValues] = useState<Values>({});
  const tree = useQuery(treeQuery);
  const links = useQuery(linksQuery);
  const cache = useQueryClient();
  const [, org = '', repo = ''] =
    /^(?:https:\/\/[^/]+\/)?([^/\s]+)\/([^/\s]+?)(?:\.git)?$/.exec(repository.trim()) ?? [];
  const link = useMutation({
    mutationFn: () =>
      call(`PUT /api/github/:org/:repo/${kind}`, {
        params: { org, repo },
        body: linkOf(kind, job, values, before),
      }),
    onSuccess() {
      sayDone(
        changed === undefined
          ? `${org}/${repo} is linked to ${job}.`
          : `The link of the ${kinds[kind]} of ${repository} is changed.`,
      );
      onClose();
      return cache.invalidateQueries({ queryKey: linksQuery.queryKey });
    },
  });
  const faults = faultsOf(kind, link.error);
  const same = changed === undefined ? links.data?.links.find(isOf(`${org}/${repo}`, kind)) : undefined;
  const names = namesOf(tree.data?.entries ?? []);
  const edit = <T,>(set: (value: T) => void) => {
    return (value: T) => {
      link.reset();
      set(value);
    };
  };
  return (
    <FormDialog
      title={
        changed === undefined ? 'Link a repository' : `Change the link of the ${kinds[kind]} of ${repository}`
      }
      submit={changed === undefined ? 'Link' : 'Save'}
      disabled={org === '' || job === '' || same !== undefined}
      busy={link.isPending}
      error={faults === null ? link.error : null}
      onSubmit={() => link.mutate()}
      onClose={onClose}
    >
      {changed === undefined && (
        <>
          <TextField
            label="Repository"
            hint="OWNER/REPOSITORY, or its address"
            fault={
              same &&
              `The ${kinds[kind]} of ${same.repository} are linked already: change or remove that link.`
            }
            required
            value={repository}
            onChange={edit(setRepository)}
          />
          <Field label="What starts builds">
            {(tie) => (
              <select
                {...tie}
                value={kind}
                onChange={(event) => edit(setKind)(event.target.value as LinkKind)}
              >
                <option value="pullrequest">Pull requests</option>
                <option value="branch">Pushes to branches</option>
              </select>
            )}
          </Field>
        </>
      )}
      <Field label="Job" hint="Its definition is copied for each of them" required>
        {(tie) => (
          <select {...tie} value={job} onChange={(event) => edit(setJob)(event.target.value)}>
            <option value="">Choose…</option>
            {(job === '' || names.includes(job) ? names : [job, ...names]).map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        )}
      </Field>
      <LinkOptionsFold
        kind={kind}
        before={before}
        values={values}
        faults={faults ?? {}}
        onChange={(name, text) => edit(setValues)({ ...values, [name]: text })}
      />
    </FormDialog>
  );
}

/** GitHub does not tell names apart by their capitals. */
const isOf = (repository: string, kind: LinkKind) => (entry: Entry) =>
  entry.kind === kind && entry.repository.toLowerCase() === repository.toLowerCase();

/** Jobs that are nobody's copy. */
const namesOf = (entries: readonly TreeEntry[]): string[] =>
  jobsIn(entries).flatMap(({ name, parent }) => (parent === undefined ? [name] : []));
