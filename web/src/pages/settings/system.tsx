import { useQuery } from '@tanstack/react-query';
import { ApiError, call } from '../../data/api.ts';
import { Command } from '../../ui/copy-button.tsx';
import { counted } from '../../ui/format.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Section } from '../../ui/section.tsx';
import { StatusMark } from '../../ui/status-mark.tsx';
import styles from './settings-page.module.css';

const everyMs = 10_000;

/** How the parts are that everything stands on, and what belongs to nothing. */
export function System() {
  const ready = useQuery({
    queryKey: ['ready'],
    queryFn: ({ signal }) => call('GET /readyz', { signal }),
    refetchInterval: everyMs,
  });
  const orphans = useQuery({
    queryKey: ['orphans'],
    queryFn: ({ signal }) => call('GET /api/orphans', { signal }),
  });
  return (
    <>
      <Section title="Health" about="Looked at every ten seconds.">
        {ready.error instanceof ApiError && ready.error.status === 503 ? (
          <StatusMark
            status="error"
            word="The server cannot do its work: Redis or the storage does not answer."
          />
        ) : (
          <Loaded query={ready}>
            {({ redis, storage, version }) => (
              <ul className={styles.checks}>
                <li>
                  <Check name="Redis" verdict={redis} />
                </li>
                <li>
                  <Check name="Storage" verdict={storage} />
                </li>
                <li className={styles.quiet}>Drover {version}</li>
              </ul>
            )}
          </Loaded>
        )}
      </Section>
      <Section title="Order" about="What belongs to nothing, in Redis and in the storage.">
        <Loaded query={orphans}>
          {({ total, orphans: all }) =>
            total === 0 ? (
              <StatusMark status="success" word="Everything belongs to something." />
            ) : (
              <ul className={styles.checks}>
                {all.slice(0, 50).map(({ message }) => (
                  <li key={message}>
                    <StatusMark status="warning" /> {message}
                  </li>
                ))}
                {total > 50 && <li>And {counted(total - 50, 'more')}.</li>}
              </ul>
            )
          }
        </Loaded>
      </Section>
      <Section
        title="More"
        about="Clocks, workers, webhooks and reports, and the mending of what can be mended:"
      >
        <Command text="drover doctor" />
      </Section>
    </>
  );
}

function Check({ name, verdict }: { name: string; verdict: string }) {
  return verdict === 'ok' ? (
    <StatusMark status="success" word={`${name} answers.`} />
  ) : (
    <StatusMark status="error" word={`${name}: ${verdict}`} />
  );
}
