import { DroverError } from '../../errors/error.ts';
import { Gate } from '../../lib/gate.ts';

export const shortestPassword = 10;
export const longestPassword = 256;

/** A hash takes 19 MB and a core for tens of milliseconds. */
const atOnce = 2;
const withinMs = 10_000;
const mostWaiting = 100;

/** Of a password that nobody has, by the same rules: a check against it takes as long as any other. */
const nobodysHash =
  '$argon2id$v=19$m=19456,t=2,p=1$Y8hwpObugwtQAR9tELIb3g$jGKruu4baC2cOK7eOtYQ3sMd803xgl3zHbhU9JTNZu8';

const gate = new Gate({ width: atOnce, withinMs });
let waiting = 0;

/** In the PHC format of argon2id. */
export const hashPassword = (password: string): Promise<string> =>
  inTurn(async () => (await library()).hash(password));

/** Takes as long when there is no hash to check against. */
export async function isPassword(password: string, hash: string | null): Promise<boolean> {
  const right = await inTurn(async () => (await library()).verify(hash ?? nobodysHash, password));
  return right && hash !== null;
}

/** Loaded at the first sign-in: a start does not wait for it. */
const library = () => import('@node-rs/argon2');

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (waiting >= mostWaiting) {
    const detail = 'Too many people sign in at this moment. Try again in a few seconds.';
    throw new DroverError('TOO_MANY_REQUESTS', { detail }, { retryAfter: 5 });
  }
  waiting += 1;
  const leave = await gate.enter();
  try {
    return await work();
  } finally {
    waiting -= 1;
    leave();
  }
}
