import { useQuery } from '@tanstack/react-query';
import { humanDuration } from '../../../../src/lib/human-duration.ts';
import { ApiError, call, send } from '../../data/api.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Section } from '../../ui/section.tsx';
import { StatusMark } from '../../ui/status-mark.tsx';
import styles from './settings-page.module.css';

const everyMs = 10_000;
/** More than this makes times on the page misleading. */
const mostSkewMs = 5_000;

interface Check {
  name: string;
  ok: boolean;
  message: string;
}

/** The same that `drover doctor` looks at: each with what was found and, for a fault, what to do. */
export function Health() {
  const health = useQuery({ queryKey: ['health'], queryFn: examine, refetchInterval: everyMs });
  return (
    <Section title="Health" about="Looked at every ten seconds; drover doctor says the same in a terminal.">
      <Loaded query={health}>
        {(checks) => (
          <ul className={styles.checks}>
            {checks.map(({ name, ok, message }) => (
              <li key={name}>
                <StatusMark status={ok ? 'success' : 'failure'} word={name} />
                <span>{message}</span>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Section>
  );
}

async function examine({ signal }: { signal: AbortSignal }): Promise<Check[]> {
  const base = await readiness(signal);
  // Where Redis is away nothing else can be told.
  if (base.some(({ ok }) => !ok)) return base;
  const { findings } = await call('GET /api/health', { signal });
  return [...base, ...findings.map(({ check, ...found }) => ({ name: titleOf(check), ...found }))];
}

const titleOf = (check: string): string => check.charAt(0).toUpperCase() + check.slice(1);

async function readiness(signal: AbortSignal): Promise<Check[]> {
  const sentAt = Date.now();
  try {
    const answer = await send('/readyz', { signal });
    const { redis, storage, version } = (await answer.json()) as Ready;
    return [
      { name: 'Server', ok: true, message: `version ${version}` },
      clock(Date.parse(answer.headers.get('date') ?? ''), (sentAt + Date.now()) / 2),
      verdict('Redis', redis),
      verdict('Storage', storage),
    ];
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 503) throw error;
    return [
      {
        name: 'Server',
        ok: false,
        message: 'Redis or the storage does not answer: is Redis up, and is the disk of the storage there?',
      },
    ];
  }
}

interface Ready {
  redis: string;
  storage: string;
  version: string;
}

const verdict = (name: string, said: string): Check => ({
  name,
  ok: said === 'ok',
  message: said === 'ok' ? 'answers' : said,
});

/** The Date header counts whole seconds, so half a second of the difference is rounding. */
function clock(theirs: number, now: number): Check {
  const skew = theirs + 500 - now;
  const ok = !(Math.abs(skew) > mostSkewMs);
  return {
    name: 'Clock',
    ok,
    message: ok
      ? 'of the server agrees with that of this browser'
      : `of the server is ${humanDuration(Math.abs(skew))} ${skew > 0 ? 'ahead of' : 'behind'} this browser: set both by NTP`,
  };
}
