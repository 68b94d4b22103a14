import { administers } from '../../data/session.ts';
import { useMay, useSession } from '../../shell/session.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { NotFoundPage } from '../not-found-page.tsx';
import { Account } from './account.tsx';
import { Audit } from './audit.tsx';
import { Retention } from './retention.tsx';
import { Secrets } from './secrets.tsx';
import styles from './settings-page.module.css';
import { System } from './system.tsx';
import { Tokens } from './tokens.tsx';
import { Users } from './users.tsx';

/** `folderAdmin`: also for those who are admins in some folder only. */
const views = [
  { view: 'account', label: 'Account', Page: Account, needs: 'nothing' },
  { view: 'tokens', label: 'Tokens', Page: Tokens, needs: 'admin' },
  { view: 'users', label: 'Users', Page: Users, needs: 'admin' },
  { view: 'secrets', label: 'Secrets', Page: Secrets, needs: 'folderAdmin' },
  { view: 'retention', label: 'Retention', Page: Retention, needs: 'nothing' },
  { view: 'audit', label: 'Audit', Page: Audit, needs: 'admin' },
  { view: 'system', label: 'System', Page: System, needs: 'admin' },
] as const;

/** Who may do what, who did what, and how the system is. */
export default function SettingsPage({ view }: { view: string | undefined }) {
  useTitle('Settings');
  const may = { nothing: true, admin: useMay('admin'), folderAdmin: administers(useSession()) };
  const mine = views.filter(({ needs }) => may[needs]);
  const [first] = mine;
  const current = view === undefined ? first : mine.find((one) => one.view === view);
  if (current === undefined) return <NotFoundPage />;
  const { Page } = current;
  return (
    <>
      <h1 className={styles.title}>Settings</h1>
      <Tabs
        label="Settings"
        tabs={mine.map(({ view: name, label }) => ({
          href: `/settings/${name}`,
          label,
          current: name === current.view,
        }))}
      />
      <div className={styles.view}>
        <Page />
      </div>
    </>
  );
}
