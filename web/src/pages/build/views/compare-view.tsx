import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { humanDuration } from '../../../../../src/lib/human-duration.ts';
import { plain } from '../../../../../src/log/style.ts';
import { call } from '../../../data/api.ts';
import { buildQuery, historyQuery } from '../../../data/queries.ts';
import type { BuildDocument } from '../../../data/routes.ts';
import { showLine } from '../../../log/runs.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { StatusMark } from '../../../ui/status-mark.tsx';
import { Cell, Table } from '../../../ui/table.tsx';
import { culpritOf, outlineOfBuild, titleOf } from '../commands.ts';
import { lastSuccess } from '../history.ts';
import { comparedSteps, differences, firstDifference } from './compare.ts';
import { definitionLines, diffLines } from './diff.ts';
import { Diff } from './diff-lines.tsx';
import styles from './views.module.css';

/** This build beside the last one that succeeded before it: what could have made the difference. */
export function CompareView({ build }: { build: BuildDocument }) {
  const history = useInfiniteQuery(historyQuery(build.job)).data?.pages.flatMap(({ builds }) => builds);
  if (history === undefined) return <Skeleton lines={6} />;
  const last = lastSuccess(history, build.number);
  if (last === null)
    return (
      <EmptyState title="Nothing to compare with">
        None of the builds before this one that are kept succeeded.
      </EmptyState>
    );
  return <Comparison build={build} number={last.number} />;
}

function Comparison({ build, number }: { build: BuildDocument; number: number }) {
  const other = useQuery(buildQuery(build.job, number)).data;
  if (other === undefined) return <Skeleton lines={6} />;
  const facts = differences(other, build);
  const definition = diffLines(definitionLines(other.definition), definitionLines(build.definition));
  const isSame = definition.every(({ kind }) => kind === 'same');
  return (
    <div className={styles.compare}>
      <p>
        <Link className={styles.link} href={`/jobs/${build.job}/builds/${number}`}>
          #{number}
        </Link>
        , the last success, and this build, #{build.number}
      </p>
      <section>
        <h2>What differs</h2>
        {facts.length === 0 ? (
          <p className={styles.quiet}>Parameters, commit, cause and worker are the same.</p>
        ) : (
          <Table
            label="What differs"
            head={[{ text: 'What' }, { text: `#${number}` }, { text: `#${build.number}` }]}
          >
            {facts.map(({ name, before, after }) => (
              <tr key={name}>
                <Cell>{name}</Cell>
                <Cell label={`#${number}`}>
                  <code className={styles.value}>{before ?? '–'}</code>
                </Cell>
                <Cell label={`#${build.number}`}>
                  <code className={styles.value}>{after ?? '–'}</code>
                </Cell>
              </tr>
            ))}
          </Table>
        )}
      </section>
      <FirstDifference build={build} other={other} />
      <section>
        <h2>Steps</h2>
        <Table
          label="Steps"
          head={[
            { text: 'Step' },
            { text: `#${number}`, align: 'end' },
            { text: `#${build.number}`, align: 'end' },
            { text: 'Change', align: 'end' },
          ]}
        >
          {comparedSteps(other, build).map((step) => (
            <tr key={step.title}>
              <Cell>
                <span className={styles.comparedStep}>
                  <StatusMark status={step.status} size={14} /> {step.title}
                </span>
              </Cell>
              <Cell label={`#${number}`} align="end">
                {step.before === null ? '–' : humanDuration(step.before)}
              </Cell>
              <Cell label={`#${build.number}`} align="end">
                {step.after === null ? '–' : humanDuration(step.after)}
              </Cell>
              <Cell label="Change" align="end">
                {step.before === null || step.after === null ? '' : changeText(step.after - step.before)}
              </Cell>
            </tr>
          ))}
        </Table>
      </section>
      <section>
        <h2>Definition</h2>
        {isSame ? (
          <p className={styles.quiet}>The same.</p>
        ) : (
          <Diff lines={definition} label="Difference of the definitions" />
        )}
      </section>
    </div>
  );
}

const changeText = (ms: number): string =>
  Math.abs(ms) < 100 ? 'the same' : `${ms > 0 ? '+' : '−'}${humanDuration(Math.abs(ms))}`;

const comparedLines = 5_000;

/** The first line of the failed step that the last success did not print. */
function FirstDifference({ build, other }: { build: BuildDocument; other: BuildDocument }) {
  const culprit = culpritOf(outlineOfBuild(build));
  const log = culprit?.record.log ?? '';
  const found = useQuery({
    queryKey: ['difference', build.job, build.number, other.number, log],
    enabled: culprit !== null,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const [before, after] = await Promise.all(
        [other, build].map(async ({ job, number }) => {
          const { lines } = await call('GET /api/jobs/:name/builds/:number/lines', {
            params: { name: job, number },
            query: { log, count: comparedLines },
            signal,
          });
          return lines.map(({ text }) => showLine(text, plain).text);
        }),
      );
      return firstDifference(before ?? [], after ?? []);
    },
  }).data;
  if (culprit === null || found === undefined || found === null) return null;
  return (
    <section>
      <h2>First line of {titleOf(culprit)} that differs</h2>
      <Diff
        label="First line that differs"
        lines={[
          ...(found.before === null ? [] : [{ kind: 'removed' as const, text: found.before }]),
          ...(found.after === null ? [] : [{ kind: 'added' as const, text: found.after }]),
        ]}
      />
      <p className={styles.quiet}>
        Line {found.line.toLocaleString('en')}. Numbers and times within lines are not compared.
      </p>
    </section>
  );
}
