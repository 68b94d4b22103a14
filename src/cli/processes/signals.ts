import { setTimeout as pause } from 'node:timers/promises';

/** How long what is told to stop may go on starting, so that it can put its things away. */
const startingMs = 1_000;

/** Calls `first` at the first SIGINT or SIGTERM, `again` at each later one. */
export function onStopSignals(first: () => void, again: () => void): void {
  let seen = false;
  const handle = () => {
    if (seen) again();
    else first();
    seen = true;
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
}

/** What was opened; undefined when one was told to stop meanwhile, and it is not there a second later. */
export const unlessTold = <T>(told: Promise<void>, opening: Promise<T>): Promise<T | undefined> =>
  Promise.race([opening, told.then(() => pause(startingMs, undefined))]);
