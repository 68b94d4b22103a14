import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { isGone } from '../../data/api.ts';
import { isBad, isOver } from '../../data/build-status.ts';
import { buildQuery, keys } from '../../data/queries.ts';
import type { BuildDocument, BuildStatus } from '../../data/routes.ts';
import { formatAddress, type LineRange, parseAddress } from '../../log/line-address.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { asStatus, statusWords } from '../../ui/status-mark.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { useKeys } from '../../ui/use-keys.ts';
import { useTitle } from '../../ui/use-title.ts';
import styles from './build.module.css';
import { BuildActions } from './build-actions.tsx';
import { BuildHeader } from './build-header.tsx';
import { CancelProof } from './cancel-proof.tsx';
import { commandOfLog, commandsOf, culpritOf, interestingOf, outlineOfBuild } from './commands.ts';
import { Excerpt } from './excerpt.tsx';
import { LogPanel } from './log-panel.tsx';
import { StepList } from './step-list.tsx';
import { useHash } from './use-hash.ts';
import { ArtifactsView } from './views/artifacts-view.tsx';
import { CompareView } from './views/compare-view.tsx';
import { DefinitionView } from './views/definition-view.tsx';
import { SummaryView } from './views/summary-view.tsx';
import { TestsView } from './views/tests-view.tsx';

const views = ['log', 'summary', 'tests', 'artifacts', 'definition', 'compare'] as const;
type View = (typeof views)[number];

export default function BuildPage({ job, number }: { job: string; number: number }) {
  const build = useQuery(buildQuery(job, number));
  if (build.data === undefined || isGone(build.error))
    return build.error === null ? (
      <Skeleton lines={8} />
    ) : (
      <ProblemNote error={build.error} retry={() => void build.refetch()} />
    );
  return <BuildOf build={build.data} />;
}

/** One build: what happened and why, its steps, and one of several views of it. */
function BuildOf({ build }: { build: BuildDocument }) {
  const { job, number, status } = build;
  const cache = useQueryClient();
  const base = `/jobs/${job}/builds/${number}`;
  const { outline, view, command, log, lines, showLog, selectLines } = useShown(build, base);
  const shown = asStatus(status, build.warnings);
  useTitle(`${job} #${number} ${statusWords[shown]}`, shown);

  const move = (by: 1 | -1) => {
    const started = commandsOf(outline).filter(({ record }) => record.startedAt !== null);
    const at = started.findIndex(({ record }) => record.log === log);
    const next = started[at + by];
    if (next !== undefined) showLog(next.record.log);
  };
  useKeys({ j: () => move(1), k: () => move(-1) });

  const culprit = isBad(status) ? culpritOf(outline) : null;
  const withSteps = view === 'log' || view === 'summary';
  return (
    <div className={styles.page} data-view={view}>
      <BuildHeader
        build={build}
        compareAddress={`${base}?view=compare`}
        actions={
          <BuildActions
            build={build}
            onChange={() => void cache.invalidateQueries({ queryKey: keys.build(job, number) })}
          />
        }
      />
      {culprit !== null && (
        <Excerpt
          place={{ job, number, log: culprit.record.log }}
          status={asStatus(status)}
          onJump={(line) => {
            showLog(culprit.record.log, { from: line, to: line });
            // On a phone the log is further down.
            requestAnimationFrame(() => document.querySelector('#log')?.scrollIntoView({ block: 'nearest' }));
          }}
        />
      )}
      {wasEnded(status) && <CancelProof build={build} />}
      <Tabs label="Views of the build" tabs={tabsOf(build, base, view)} />
      <div className={withSteps ? styles.columns : styles.alone}>
        {withSteps && (
          <StepList
            outline={outline}
            startedAt={build.startedAt}
            finishedAt={build.finishedAt}
            log={view === 'log' ? log : null}
            addressOf={(path) => `${base}?view=log${formatAddress({ log: path, lines: null })}`}
            onSelect={showLog}
          />
        )}
        {view === 'log' && (
          <div className={styles.log} id="log">
            <LogPanel build={build} command={command} log={log} lines={lines} onSelect={selectLines} />
          </div>
        )}
        {view === 'summary' && <SummaryView build={build} />}
        {view === 'tests' && <TestsView build={build} />}
        {view === 'artifacts' && <ArtifactsView build={build} />}
        {view === 'definition' && <DefinitionView build={build} />}
        {view === 'compare' && <CompareView build={build} />}
      </div>
    </div>
  );
}

const wasEnded = (status: BuildStatus): boolean =>
  status === 'cancelling' || status === 'cancelled' || status === 'timed_out';

/** Which view, which log and which lines are shown: as the address says, else what a reader most likely wants. */
function useShown(build: BuildDocument, base: string) {
  const [, navigate] = useLocation();
  const search = useSearch();
  const [hash, setHash] = useHash();
  const outline = useMemo(() => outlineOfBuild(build), [build]);
  const address = parseAddress(hash);
  // A build that was green when it was opened shows its summary; one that ends while it is watched stays where it is.
  const [usual] = useState<View>(build.status === 'success' && address === null ? 'summary' : 'log');
  const asked = views.find((one) => one === new URLSearchParams(search).get('view'));
  const view = asked ?? (address === null ? usual : 'log');

  const chosen = address === null ? null : commandOfLog(outline, address.log);
  const command = chosen ?? interestingOf(outline, isOver(build.status));
  const log = (chosen === null ? command?.record.log : address?.log) ?? null;
  const lines = chosen === null ? null : (address?.lines ?? null);

  const showLog = useCallback(
    (path: string, range: LineRange | null = null) => {
      const next = formatAddress({ log: path, lines: range });
      if (view === 'log') setHash(next, true);
      else navigate(`${base}?view=log${next}`);
    },
    [view, setHash, navigate, base],
  );
  const selectLines = useCallback(
    (range: LineRange | null) => {
      if (log !== null) setHash(formatAddress({ log, lines: range }));
    },
    [log, setHash],
  );
  return { outline, view, command, log, lines, showLog, selectLines };
}

function tabsOf(build: BuildDocument, base: string, current: View) {
  const tab = (view: View, label: string, count?: number) => ({
    href: `${base}?view=${view}`,
    label,
    current: view === current,
    ...(count === undefined || count === 0 ? {} : { count }),
  });
  return [
    tab('log', 'Log'),
    tab('summary', 'Summary'),
    tab('tests', 'Tests', build.tests?.total),
    tab('artifacts', 'Artifacts', build.artifacts.length),
    tab('definition', 'Definition'),
    tab('compare', 'Compare'),
  ];
}
