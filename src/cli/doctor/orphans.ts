import type { Finding } from '../../server/health/finding.ts';
import type { Client } from '../client/client.ts';
import { ServerProblem } from '../client/server-problem.ts';

interface Found {
  readonly total: number;
  readonly orphans: readonly {
    readonly message: string;
    readonly mendable?: boolean;
    readonly mended?: boolean;
  }[];
}

/** Looking through all of Redis and the storage takes its time. */
const answerWithinMs = 4 * 60_000;

/** What belongs to nothing, in Redis and in the storage; with `fix` it is removed or mended. Only an admin may look. */
export async function orphansFindings(client: Client, fix: boolean): Promise<Finding[]> {
  try {
    const found = fix
      ? await client.send<Found>('POST', '/api/orphans/mend', { body: {}, answerWithinMs })
      : await client.send<Found>('GET', '/api/orphans', { answerWithinMs });
    if (found.total === 0)
      return [{ check: 'orphans', ok: true, message: 'nothing is left over in Redis or the storage' }];
    const findings = found.orphans.map(({ message, mendable, mended = false }) => ({
      check: 'orphans',
      ok: mended,
      message: mended ? `${message} Mended.` : `${message}${mendable ? ' Mend it: drover doctor --fix' : ''}`,
    }));
    const more = found.total - found.orphans.length;
    if (more === 0) return findings;
    return [...findings, { check: 'orphans', ok: fix, message: `and ${more} more` }];
  } catch (error) {
    if (!(error instanceof ServerProblem) || error.status !== 403) throw error;
    const message = 'not looked for: that needs a token of an admin';
    return [{ check: 'orphans', ok: !fix, message }];
  }
}
