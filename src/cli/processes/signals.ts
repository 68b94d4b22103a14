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
