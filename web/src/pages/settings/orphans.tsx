import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../data/api.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { counted } from '../../ui/format.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Section } from '../../ui/section.tsx';
import { StatusMark } from '../../ui/status-mark.tsx';
import styles from './settings-page.module.css';
import { useChange } from './use-change.ts';

const key = ['orphans'];
const mostShown = 50;

/** What belongs to nothing, in Redis and in the storage, and a button that puts it right. */
export function Orphans() {
  const [asks, setAsks] = useState(false);
  const orphans = useQuery({ queryKey: key, queryFn: ({ signal }) => call('GET /api/orphans', { signal }) });
  const mend = useChange(
    key,
    async () => {
      await call('POST /api/orphans/mend');
      setAsks(false);
    },
    'What could be mended is mended.',
  );
  const mendable = orphans.data?.orphans.filter((orphan) => orphan.mendable).length ?? 0;
  return (
    <Section
      title="Order"
      about="What belongs to nothing, in Redis and in the storage, as after a crash or a restored backup."
      actions={mendable > 0 && <Button onClick={() => setAsks(true)}>Mend…</Button>}
    >
      <Loaded query={orphans}>
        {({ total, orphans: all }) =>
          total === 0 ? (
            <StatusMark status="success" word="Everything belongs to something." />
          ) : (
            <ul className={styles.orphans}>
              {all.slice(0, mostShown).map(({ message, mendable: canBe }) => (
                <li key={message}>
                  <StatusMark status="warning" />
                  <span>
                    {message}
                    {!canBe && ' A person has to decide.'}
                  </span>
                </li>
              ))}
              {total > mostShown && <li>And {counted(total - mostShown, 'more', 'more')}.</li>}
            </ul>
          )
        }
      </Loaded>
      {asks && (
        <ConfirmDialog
          title={`Mend ${counted(mendable, 'thing')}?`}
          confirm="Mend"
          keep="Not now"
          busy={mend.isPending}
          onConfirm={() => mend.mutate()}
          onClose={() => setAsks(false)}
        >
          <p>
            Files and keys of builds that are gone are removed, and what can be written anew is. Builds that
            are there lose nothing.
          </p>
        </ConfirmDialog>
      )}
    </Section>
  );
}
