import { useState } from 'react';
import type { BuildDocument } from '../../data/routes.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import styles from './build.module.css';

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
  const rerun = () => {
    onRerun(values);
    onClose();
  };
  return (
    <Dialog
      title={`Run ${build.job} #${build.number} again`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button look="primary" icon="rerun" onClick={rerun}>
            Rerun
          </Button>
        </>
      }
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          rerun();
        }}
      >
        <p>Passwords are not kept after a build: give them again.</p>
        {passwordsOf(build).map((title) => (
          <Field key={title} label={title}>
            {(tie) => (
              <input
                {...tie}
                type="password"
                autoComplete="off"
                value={values[title] ?? ''}
                onChange={(event) => setValues({ ...values, [title]: event.target.value })}
              />
            )}
          </Field>
        ))}
      </form>
    </Dialog>
  );
}
