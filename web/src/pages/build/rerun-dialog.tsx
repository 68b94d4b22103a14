import { useState } from 'react';
import type { BuildDocument } from '../../data/routes.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';

/** Titles of the parameters whose values are kept nowhere, so that they have to be given again. */
export const passwordsOf = ({ definition, parameters }: BuildDocument): string[] =>
  (definition.parameters ?? [])
    .filter(({ type, title }) => type === 'password' && Object.hasOwn(parameters, title))
    .map(({ title }) => title);

interface Props {
  build: BuildDocument;
  onRerun: (parameters: Record<string, string>) => void;
  onClose: () => void;
}

export function RerunDialog({ build, onRerun, onClose }: Props) {
  const [values, setValues] = useState<Record<string, string>>({});
  return (
    <FormDialog
      title={`Run ${build.job} #${build.number} again`}
      submit="Rerun"
      icon="rerun"
      busy={false}
      onSubmit={() => {
        onRerun(values);
        onClose();
      }}
      onClose={onClose}
    >
      <p>Passwords are not kept after a build: give them again.</p>
      {passwordsOf(build).map((title) => (
        <TextField
          key={title}
          label={title}
          type="password"
          autoComplete="new-password"
          value={values[title] ?? ''}
          onChange={(value) => setValues({ ...values, [title]: value })}
        />
      ))}
    </FormDialog>
  );
}
