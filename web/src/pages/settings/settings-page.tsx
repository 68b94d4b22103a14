import { useMay } from '../../shell/session.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { NotFoundPage } from '../not-found-page.tsx';
import { Audit } from './audit.tsx';
import { Sessions } from './sessions.tsx';
import styles from './settings-page.module.css';
import { System } from './system.tsx';
import { Tokens } from './tokens.tsx';
import { Users } from './users.tsx';

const views = [
  { view: 'sessions', label: 'Sessions', Page: Sessions, isAdmins: false },
  { view: 'tokens', label: 'Tokens', Page: Tokens, isAdmins: true },
  { view: 'users', label: 'Users', Page: Users, isAdmins: true },
  { view: 'audit', label: 'Audit', Page: Audit, isAdmins: true },
  { view: 'system', label: 'System', Page: System, isAdmins: true },
] as const;

/** Who may do what, who did what, and how the system is. */
export default function SettingsPage({ view }: { view: string | undefined }) {
  useTitle('Settings');
  const isAdmin = useMay('admin');
  const mine = views.filter(({ isAdmins }) => isAdmin || !isAdmins);
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
