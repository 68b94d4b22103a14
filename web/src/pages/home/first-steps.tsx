import { useState } from 'react';
import { Link } from 'wouter';
import { jobsIn } from '../../data/jobs-in.ts';
import type { TreeEntry } from '../../data/routes.ts';
import { useMay } from '../../shell/session.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import styles from './first-steps.module.css';
import { useStartBuild } from './use-start-build.ts';

const hiddenAs = 'drover-first-steps-hidden';
/** Whoever has more jobs than this knows the way about. */
const fewJobs = 8;

/** For whoever has just started Drover: something to run, and three things to do next. Gone when it is dismissed. */
export function FirstSteps({ entries }: { entries: readonly TreeEntry[] }) {
  const [hidden, setHidden] = useState(() => localStorage.getItem(hiddenAs) !== null);
  const may = useMay('admin');
  const jobs = jobsIn(entries);
  const example = jobs.find(({ name }) => name === 'hello');
  if (hidden || !may || example === undefined || jobs.length > fewJobs) return null;
  const dismiss = () => {
    localStorage.setItem(hiddenAs, 'yes');
    setHidden(true);
  };
  return (
    <section className={styles.steps} aria-labelledby="first-steps">
      <header>
        <div>
          <h2 id="first-steps">Welcome to Drover</h2>
          <p>These jobs are examples. Run one and watch it live, then make it yours.</p>
        </div>
        <RunExample job={example.name} />
        <IconButton label="Do not show this again" icon="cross" onClick={dismiss} />
      </header>
      <ul>
        <Step href={`/jobs/${example.name}/definition`} icon="edit" title="Edit this job">
          Change a step of <b>{example.name}</b>, and run it again.
        </Step>
        <Step href="/workers" icon="server" title="Add a worker">
          One command to copy. It turns green here when the worker reports.
        </Step>
        <Step href="/github" icon="branch" title="Connect GitHub">
          Build every pull request and every branch of a repository.
        </Step>
      </ul>
    </section>
  );
}

function RunExample({ job }: { job: string }) {
  const start = useStartBuild();
  return (
    <Button look="primary" icon="play" busy={start.isPending} onClick={() => start.mutate(job)}>
      Run {job}
    </Button>
  );
}

function Step({
  href,
  icon,
  title,
  children,
}: {
  href: string;
  icon: 'edit' | 'server' | 'branch';
  title: string;
  children: React.ReactNode;
}) {
  return (
    <li>
      <Link href={href}>
        <Icon name={icon} />
        <span>
          <h3>{title}</h3>
          <p>{children}</p>
        </span>
      </Link>
    </li>
  );
}
