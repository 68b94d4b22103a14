import { Health } from './health.tsx';
import { Orphans } from './orphans.tsx';

/** How everything is that builds need, and what belongs to nothing. */
export function System() {
  return (
    <>
      <Health />
      <Orphans />
    </>
  );
}
