import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { ApiError, call } from '../../data/api.ts';
import type { Job } from '../../data/routes.ts';
import { Field, type FieldTie } from '../../ui/field.tsx';
import { Fold } from '../../ui/fold.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { PriorityField, priorityOf } from '../queue/priority-field.tsx';
import { faultsOf, givenValues, initialValues, type Parameter } from './parameter-form.ts';

/** The form of a job's parameters, and of the place in the queue: what is wrong is said at its field, by the page first and then by the server. */
export function RunDialog({ job, onClose }: { job: Job; onClose: () => void }) {
  const parameters = job.parameters ?? [];
  const [values, setValues] = useState(() => initialValues(parameters));
  const usual = String(job.priority ?? 0);
  const [priority, setPriority] = useState(usual);
  const [sent, setSent] = useState(false);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [, navigate] = useLocation();
  const start = useMutation({
    mutationFn: () =>
      call('POST /api/jobs/:name/builds', {
        params: { name: job.meta.name },
        body: {
          parameters: givenValues(parameters, values),
          ...(priority === usual ? {} : { priority: Number(priority) }),
        },
      }),
    onSuccess: ({ job: name, number }) => navigate(`/jobs/${name}/builds/${number}`),
  });
  const faults = faultsOf(parameters, values);
  const refused = start.error instanceof ApiError ? start.error.errors : [];
  const faultOf = (title: string) =>
    (touched.has(title) ? faults[title] : undefined) ?? refused.find(({ path }) => path === title)?.message;
  const isPlaced =
    refused.length > 0 && refused.every(({ path }) => parameters.some(({ title }) => title === path));

  const submit = () => {
    setTouched(new Set(parameters.map(({ title }) => title)));
    setSent(true);
    if (Object.keys(faults).length === 0 && priorityOf(priority) !== null) start.mutate();
  };

  const place = (
    <PriorityField
      hint={`From -10 to 10; of builds that wait, higher ones run first. The job says ${usual}.`}
      value={priority}
      told={sent}
      onChange={(text) => {
        start.reset();
        setPriority(text);
      }}
    />
  );

  return (
    <FormDialog
      title={`Run ${job.meta.name}`}
      submit="Run"
      icon="play"
      busy={start.isPending}
      error={isPlaced ? null : start.error}
      onSubmit={submit}
      onClose={onClose}
    >
      {parameters.map((parameter) => (
        <Field
          key={parameter.title}
          label={parameter.title}
          hint={parameter.description}
          required={parameter.required === true}
          fault={faultOf(parameter.title)}
        >
          {(tie) => (
            <Input
              parameter={parameter}
              tie={tie}
              value={values[parameter.title] ?? ''}
              onChange={(value) => {
                start.reset();
                setValues((all) => ({ ...all, [parameter.title]: value }));
              }}
              onLeave={() => setTouched((known) => new Set([...known, parameter.title]))}
            />
          )}
        </Field>
      ))}
      {parameters.length === 0 ? (
        place
      ) : (
        <Fold title="More" note={`priority ${priority}`} shown={sent && priorityOf(priority) === null}>
          {place}
        </Fold>
      )}
    </FormDialog>
  );
}

interface InputProps {
  parameter: Parameter;
  tie: FieldTie;
  value: string;
  onChange: (value: string) => void;
  onLeave: () => void;
}

function Input({ parameter, tie, value, onChange, onLeave }: InputProps) {
  const { title, type = 'string', choices = [], default: usual } = parameter;
  const shared = { ...tie, name: title, onBlur: onLeave };
  switch (type) {
    case 'text':
      return (
        <textarea {...shared} rows={3} value={value} onChange={(event) => onChange(event.target.value)} />
      );
    case 'boolean':
      return (
        <input
          {...shared}
          required={false}
          type="checkbox"
          checked={value === 'true'}
          onChange={(event) => onChange(String(event.target.checked))}
        />
      );
    case 'choice':
      return (
        <select {...shared} value={value} onChange={(event) => onChange(event.target.value)}>
          {usual === undefined && <option value="">Choose…</option>}
          {choices.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      );
    case 'number':
    case 'password':
    case 'string':
      return (
        <input
          {...shared}
          type={type === 'password' ? 'password' : 'text'}
          inputMode={type === 'number' ? 'decimal' : undefined}
          autoComplete={type === 'password' ? 'new-password' : 'off'}
          spellCheck={false}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}
