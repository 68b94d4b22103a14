import { randomBytes } from 'node:crypto';
import { DroverError } from '../errors/error.ts';
import type { DeliveryRecord } from '../state/delivery.ts';
import type { Repository } from '../state/link.ts';
import { approve } from './approve.ts';
import type { GithubContext } from './context.ts';
import { startDeliveries } from './deliveries.ts';
import { type Headers, headerOf, readDelivery } from './receive.ts';
import { startRetirement } from './remove-retired.ts';
import type { Result } from './result.ts';
import { createVerify, signaturePattern } from './signature.ts';

/** What the routes ask of the integration. */
export interface GithubService {
  /** Whether deliveries are taken at all. */
  readonly hasSecret: boolean;
  /** What GitHub is shown; only an App may make check runs. */
  readonly sentAs: 'app' | 'token' | 'nobody';
  /** Throws what can be said before the body is read: WEBHOOK_DISABLED, WEBHOOK_SIGNATURE. */
  admit(headers: Headers): Promise<void>;
  /**
   * Keeps a delivery and has it processed. `duplicate` when it came before. Throws WEBHOOK_SIGNATURE, REQUEST_INVALID,
   * TOO_MANY_REQUESTS.
   */
  receive(headers: Headers, body: Buffer): Promise<{ record: DeliveryRecord; duplicate: boolean }>;
  /** The same event once more, as if it had just come. Throws NOT_FOUND. */
  replay(id: string, by: string): Promise<DeliveryRecord>;
  /** Lets a commit from a fork be built. Throws NOT_FOUND, APPROVAL_STALE. */
  approve(repository: Repository, number: number, sha: string, by: string): Promise<Result>;
  stop(): Promise<void>;
}

export function startGithubService(context: GithubContext, secrets: readonly string[]): GithubService {
  const { deliveries } = context.state;
  const verify = createVerify(secrets);
  const worker = startDeliveries(context);
  const stopRetirement = startRetirement(context);

  return {
    hasSecret: secrets.length > 0,
    sentAs: context.github === null ? 'nobody' : context.github.isApp ? 'app' : 'token',

    async admit(headers) {
      if (secrets.length === 0) return refuse(new DroverError('WEBHOOK_DISABLED'));
      if (!signaturePattern.test(headerOf(headers, 'x-hub-signature-256')))
        return refuse(signatureFault('there is none'));
    },

    async receive(headers, body) {
      const signed = await verify(body, headerOf(headers, 'x-hub-signature-256'));
      if (!signed) return refuse(signatureFault('it was made with another secret, or of another body'));
      const { record, payload, lane } = readDelivery(headers, body);
      const isNew = await deliveries.accept(record, payload, lane);
      if (isNew && lane !== null) worker.wake();
      return { record, duplicate: !isNew };
    },

    async replay(id, by) {
      const { record: before, payload } = await kept(id);
      const again = `${before.replayOf ?? id}.${randomBytes(4).toString('hex')}`;
      const headers = { 'x-github-event': before.event, 'x-github-delivery': again };
      const { record, lane } = readDelivery(headers, Buffer.from(payload));
      const { host } = before;
      const replay = {
        ...record,
        ...(host === undefined ? {} : { host }),
        replayOf: before.replayOf ?? id,
        replayedBy: by,
      };
      await deliveries.accept(replay, payload, lane);
      worker.wake();
      return replay;
    },

    approve: (repository, number, sha, by) =>
      approve(context, repository, number, { sha, by, at: new Date().toISOString() }),

    async stop() {
      await stopRetirement();
      await worker.stop();
    },
  };

  async function kept(id: string) {
    return { record: await deliveries.get(id), payload: await deliveries.payload(id) };
  }

  /** Whoever set a wrong secret finds here what happened. */
  async function refuse(error: DroverError): Promise<never> {
    await deliveries.refused(error.message);
    throw error;
  }
}

const signatureFault = (what: string): DroverError => new DroverError('WEBHOOK_SIGNATURE', { what });
