import { DroverError } from '../../errors/error.ts';
import type { Finding } from '../../server/health/finding.ts';
import type { Client } from '../client/client.ts';
import { ServerProblem } from '../client/server-problem.ts';
import { elapsed } from '../run/terminal.ts';
import { orphansFindings } from './orphans.ts';

/** More than this makes times of logs and builds misleading. */
const mostSkewMs = 5_000;

/** Looks at everything that a build needs. Stops early when no server answers: the rest would say the same. */
export async function examine(client: Client, clientVersion: string, fix = false): Promise<Finding[]> {
  const sentAt = Date.now();
  let health: Response;
  try {
    health = await client.request('GET', '/healthz');
  } catch (error) {
    if (!(error instanceof DroverError || error instanceof ServerProblem)) throw error;
    return [{ check: 'server', ok: false, message: error.message }];
  }
  await health.text();
  return [
    { check: 'server', ok: true, message: `answers at ${client.url}` },
    clockFinding(health.headers.get('date'), (sentAt + Date.now()) / 2),
    ...(await readiness(client, clientVersion)),
    ...(await access(client, fix)),
  ];
}

/** The Date header counts whole seconds, so half a second of the difference is rounding. */
export function clockFinding(header: string | null, now: number): Finding {
  const theirs = Date.parse(header ?? '');
  if (Number.isNaN(theirs)) return { check: 'clock', ok: true, message: 'the server does not tell its time' };
  const skew = theirs + 500 - now;
  const ok = Math.abs(skew) <= mostSkewMs;
  const message = ok
    ? 'agrees with this machine'
    : `the server is ${elapsed(Math.abs(skew))} ${skew > 0 ? 'ahead of' : 'behind'} this machine: set both by NTP`;
  return { check: 'clock', ok, message };
}

interface Readiness {
  readonly redis: string;
  readonly storage: string;
  readonly version: string;
}

async function readiness(client: Client, clientVersion: string): Promise<Finding[]> {
  const ready = await readReadiness(client);
  if (ready === null)
    return [
      {
        check: 'readiness',
        ok: false,
        message: '/readyz does not answer as it should: look at the log of the server',
      },
    ];
  const same = ready.version === clientVersion;
  return [
    {
      check: 'version',
      ok: same,
      message: same
        ? clientVersion
        : `server ${ready.version}, this command ${clientVersion}: install the same version`,
    },
    verdict('redis', ready.redis, 'is Redis running, and is DROVER_REDIS_URL of the server right?'),
    verdict('storage', ready.storage, 'may the server write its storage folder, and is the disk full?'),
  ];
}

function verdict(check: string, said: string, advice: string): Finding {
  const ok = said === 'ok';
  return { check, ok, message: ok ? 'works' : `${said}: ${advice}` };
}

/** A server that is not ready answers 503 with the same document, so this asks by itself. */
async function readReadiness(client: Client): Promise<Readiness | null> {
  try {
    const response = await fetch(`${client.url}/readyz`, { signal: AbortSignal.timeout(10_000) });
    const body = (await response.json()) as Partial<Readiness>;
    const { redis = 'unknown', storage = 'unknown', version = 'unknown' } = body;
    return { redis, storage, version };
  } catch {
    return null;
  }
}

async function access(client: Client, fix: boolean): Promise<Finding[]> {
  try {
    const { findings } = await client.get<{ findings: Finding[] }>('/api/health');
    return [
      { check: 'token', ok: true, message: 'is accepted' },
      ...findings,
      ...(await orphansFindings(client, fix)),
    ];
  } catch (error) {
    if (!(error instanceof DroverError || error instanceof ServerProblem)) throw error;
    if (!(error instanceof ServerProblem) || error.status !== 401)
      return [{ check: 'health', ok: false, message: error.message }];
    return [
      {
        check: 'token',
        ok: false,
        message: error.message,
      },
    ];
  }
}
