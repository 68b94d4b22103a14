import type { Client } from '../client/client.ts';
import { ServerProblem } from '../client/server-problem.ts';
import type { LinkView, WebhookState } from '../client/types.ts';
import { elapsed } from '../run/terminal.ts';
import type { Finding } from './checks.ts';

/** Whether what is linked to GitHub is told by GitHub. Nothing is said where nothing is linked, or may be seen. */
export async function webhookFindings(client: Client): Promise<Finding[]> {
  try {
    const { links, webhook } = await client.get<{ links: LinkView[]; webhook: WebhookState }>(
      '/api/github/links',
    );
    return links.length === 0 ? [] : [webhookFinding(links, webhook, Date.now())];
  } catch (error) {
    if (error instanceof ServerProblem && error.status === 403) return [];
    throw error;
  }
}

/** `now` is in ms since 1970. */
export function webhookFinding(
  links: readonly LinkView[],
  { secret, refused }: WebhookState,
  now: number,
): Finding {
  const fault = (message: string): Finding => ({ check: 'webhook', ok: false, message });
  if (!secret)
    return fault(
      'repositories are linked, and nothing is taken from GitHub: set DROVER_GITHUB_WEBHOOK_SECRET',
    );
  const broken = links.find(({ link }) => link === null);
  if (broken !== undefined)
    return fault(`the link of ${broken.repository} cannot be read, since ${broken.fault}: link it anew`);
  const silent = [...new Set(links.filter(({ lastDeliveryAt }) => lastDeliveryAt === null).map(nameOf))];
  if (silent.length === 0)
    return { check: 'webhook', ok: true, message: 'something has come of every linked repository' };
  const shown = silent.length > 3 ? `${silent.slice(0, 3).join(', ')} and others` : silent.join(', ');
  const why =
    refused === null
      ? 'is the webhook set at GitHub (payload URL /api/github/webhook of this server), and does GitHub reach it?'
      : `${elapsed(Math.max(0, now - Date.parse(refused.at)))} ago something was refused: ${refused.reason}`;
  return fault(`nothing has ever come of ${shown}: ${why}`);
}

const nameOf = ({ repository }: LinkView): string => repository;
