import { humanDuration } from '../../../../src/lib/human-duration.ts';
import type { BuildSummary } from '../../data/routes.ts';
import { counted } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Time } from '../../ui/time.tsx';
import styles from './build.module.css';
import { commandsOf, outlineOfBuild, titleOf } from './commands.ts';

/** Who ended a build, what its processes were sent, and whether anything is left of them. */
export function CancelProof({ build }: { build: BuildSummary }) {
  const { cancel, leftProcesses } = build;
  const signalled = commandsOf(outlineOfBuild(build)).filter(
    ({ record }) => (record.signals ?? []).length > 0,
  );
  if (cancel === undefined && signalled.length === 0 && leftProcesses.length === 0) return null;
  const survivors = leftProcesses.filter(({ survived }) => survived);
  return (
    <section className={styles.proof} aria-label="How it was ended">
      <ol>
        {cancel !== undefined && (
          <li>
            <Icon name="stop" size={14} />
            <span>
              <b>{cancel.by}</b> asked to cancel <Time at={cancel.at} />
              {cancel.reason !== '' && <>: “{cancel.reason}”</>}
              {(cancel.requests ?? 1) > 1 && `, ${cancel.requests} times`}
            </span>
          </li>
        )}
        {signalled.map((command) => (
          <li key={command.record.log}>
            <Icon name="cross" size={14} />
            <span>
              {titleOf(command)} was sent{' '}
              {(command.record.signals ?? []).map(({ signal, at }, index, all) => (
                <span key={at + signal}>
                  {index > 0 &&
                    `, ${humanDuration(Date.parse(at) - Date.parse(all[index - 1]?.at ?? at))} later `}
                  <code>{signal}</code>
                </span>
              ))}
              {command.record.signal !== null && (
                <>
                  {' '}
                  and ended by <code>{command.record.signal}</code>
                </>
              )}
              {command.record.exitCode !== null && ` and ended with exit code ${command.record.exitCode}`}
            </span>
          </li>
        ))}
        {leftProcesses.map(({ pid, command, signals, survived }) => (
          <li key={pid} data-survived={survived}>
            <Icon name={survived ? 'warning' : 'cross'} size={14} />
            <span>
              process {pid} <code className={styles.commandLine}>{command}</code> had left its group
              {signals.length > 0 && `: ${signals.join(', ')}`}
              {survived && ', and it is still there'}
            </span>
          </li>
        ))}
        {build.finishedAt !== null && (
          <li>
            <Icon name={survivors.length === 0 ? 'check' : 'warning'} size={14} />
            <span>
              {survivors.length === 0
                ? 'Nothing of it runs any more.'
                : `${counted(survivors.length, 'process', 'processes')} could not be ended.`}
            </span>
          </li>
        )}
      </ol>
    </section>
  );
}
