import type { Webhooks } from '@octokit/webhooks';

/** Whether a body was signed with a secret that is known here. */
export type VerifySignature = (body: Buffer, signature: string) => Promise<boolean>;

export const signaturePattern = /^sha256=[0-9a-f]{64}$/;

/**
 * Any of the secrets will do, so that one can be replaced without a gap. The library compares in constant time; it is
 * loaded when the first delivery comes. What is no UTF-8 was not sent by GitHub, and its signature is none of the text.
 */
export function createVerify(secrets: readonly string[]): VerifySignature {
  let loaded: Promise<Webhooks[]> | null = null;
  return async (body, signature) => {
    if (!signaturePattern.test(signature) || body.length === 0) return false;
    loaded ??= import('@octokit/webhooks').then(({ Webhooks: Verifier }) =>
      secrets.map((secret) => new Verifier({ secret })),
    );
    const text = body.toString('utf8');
    for (const verifier of await loaded) if (await verifier.verify(text, signature)) return true;
    return false;
  };
}
