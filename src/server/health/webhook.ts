import { humanDuration } from '../../lib/human-duration.ts';
import type { LinkEntry } from '../../state/links.ts';
import type { Finding } from './finding.ts';

/** A link, and when GitHub last sent something of its repository. */
export type HeardLink = LinkEntry & { readonly lastDeliveryAt: string | null };

/** Whether deliveries are taken, and what was refused last. */
export interface WebhookState {
  readonly secret: boolean;
  readonly refused: { readonly at: string; readonly reason: string } | null;
}

/** Whether what is linked to GitHub is told by GitHub. `now` is in ms since 1970. */
export function webhookFinding(
  links: readonly HeardLink[],
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
      : `${humanDuration(Math.max(0, now - Date.parse(refused.at)))} ago something was refused: ${refused.reason}`;
  return fault(`nothing has ever come of ${shown}: ${why}`);
}

const nameOf = ({ repository }: HeardLink): string => repository;
