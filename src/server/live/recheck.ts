import { setImmediate as nextTurn } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { DroverError } from '../../errors/error.ts';
import { repeat } from '../../lib/repeat.ts';
import type { Credential } from '../access/credentials.ts';
import type { Identify } from '../access/identify.ts';
import type { Caller } from '../guard.ts';

const everyMs = 15_000;
/** Most callers are known and judged without a wait: other work gets its turn after so many. */
const inOneTurn = 100;
/** RFC 6455: what the client did is against the rules, and it need not come back unchanged. */
const policyViolation = 1008;
/** The client may come back at once, and is then judged by what holds now. */
const tryAgain = 1013;

export interface Watching {
  readonly credential: Credential;
  readonly caller: Caller;
}

/**
 * A socket is opened once and may live for days: who watches is asked for again, so that one whose token or session was
 * ended, or whose rights were changed, does not watch on. Returns the closer.
 */
export function recheckCallers(
  watching: ReadonlyMap<WebSocket, Watching>,
  identify: Identify,
  ms = everyMs,
): () => Promise<void> {
  return repeat(
    ms,
    async () => {
      let judged = 0;
      for (const [socket, client] of watching) {
        const verdict = await judge(client, identify);
        if (verdict === 'gone') socket.close(policyViolation, 'signed out');
        if (verdict === 'changed') socket.close(tryAgain, 'rights changed');
        judged += 1;
        if (judged % inOneTurn === 0) await nextTurn();
      }
    },
    // Redis is away: nobody can be asked, and nobody is sent away for it.
    () => {},
  );
}

async function judge(
  { credential, caller }: Watching,
  identify: Identify,
): Promise<'same' | 'changed' | 'gone'> {
  try {
    const now = await identify[credential.kind](credential.secret);
    return rightsOf(now) === rightsOf(caller) ? 'same' : 'changed';
  } catch (error) {
    if (error instanceof DroverError && error.code === 'UNAUTHENTICATED') return 'gone';
    throw error;
  }
}

const rightsOf = ({ role, grants }: Caller): string => JSON.stringify([role, grants]);
