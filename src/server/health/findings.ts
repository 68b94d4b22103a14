import type { Caller } from '../access/caller.ts';
import type { ServerContext } from '../context.ts';
import { checkoutFinding } from './checkout.ts';
import type { Finding } from './finding.ts';
import { memoryFinding } from './memory.ts';
import { reportsFinding } from './reports.ts';
import { statusesFinding } from './statuses.ts';
import { webhookFinding } from './webhook.ts';
import { workersFinding } from './workers.ts';

const mostGivenUp = 100;

type Context = Pick<ServerContext, 'redis' | 'state' | 'github' | 'reporting'>;

/** What a server can tell of all that builds need beside itself; to those without a role everywhere only of workers. */
export async function findingsFor(context: Context, { role }: Pick<Caller, 'role'>): Promise<Finding[]> {
  const known = await context.state.workers.list();
  const workers = workersFinding(known);
  if (role === null) return [workers];
  const [memory, links, { repositories, refused }, status, counts, givenUp] = await Promise.all([
    context.redis.info('memory').catch(() => null),
    context.state.links.list(),
    context.state.deliveries.arrivals(),
    context.reporting.status(),
    context.state.statuses.counts(),
    context.state.statuses.listGivenUp(mostGivenUp),
  ]);
  const heard = links.map((link) => ({
    ...link,
    lastDeliveryAt: repositories.get(link.repository.toLowerCase()) ?? null,
  }));
  return [
    workers,
    checkoutFinding(known),
    memoryFinding(memory),
    // Nothing is said of GitHub where nothing is linked to it.
    ...(heard.length === 0
      ? []
      : [
          webhookFinding(heard, { secret: context.github.hasSecret, refused }, Date.now()),
          statusesFinding({ sentAs: context.github.sentAs, counts, givenUp }, Date.now()),
        ]),
    reportsFinding(status),
  ];
}
