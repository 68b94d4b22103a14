import { humanDuration } from '../../../src/lib/human-duration.ts';
import { useConnection } from '../data/connection.ts';
import { Icon } from '../ui/icon.tsx';
import { Time } from '../ui/time.tsx';
import styles from './shell.module.css';

/** Says that what is shown is old, since when, and when that is over. */
export function ConnectionNote() {
  const connection = useConnection();
  switch (connection.kind) {
    case 'opening':
    case 'open':
      return null;
    case 'lost':
      return (
        <div className={styles.lost} role="status">
          <Icon name="warning" />
          <span>
            Connection lost <Time at={connection.since} />. It is tried again; what you see is as it was then.
          </span>
        </div>
      );
    case 'back':
      return (
        <div className={styles.back} role="status">
          <Icon name="check" /> Connected again after {humanDuration(connection.after)}, and caught up.
        </div>
      );
  }
}
