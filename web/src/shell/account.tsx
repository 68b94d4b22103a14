import { useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { keys } from '../data/queries.ts';
import { signOut } from '../data/session.ts';
import { IconButton } from '../ui/button.tsx';
import { Menu } from '../ui/menu.tsx';
import { useSession } from './session.tsx';
import styles from './shell.module.css';
import { nextTheme, useTheme } from './theme.ts';

const icons = { auto: 'auto', light: 'sun', dark: 'moon' } as const;
const words = { auto: 'as the system', light: 'light', dark: 'dark' } as const;

export function Account({ showKeys }: { showKeys: () => void }) {
  const { name, role } = useSession();
  const theme = useTheme();
  const cache = useQueryClient();
  const [, navigate] = useLocation();
  const leave = async () => {
    // Whoever is not known to the server any more is signed out as well.
    await signOut().catch(() => {});
    cache.setQueryData(keys.session, null);
    navigate('/login');
  };
  return (
    <div className={styles.account}>
      <IconButton label={`Theme: ${words[theme]}`} icon={icons[theme]} onClick={nextTheme} />
      <Menu
        label={`Signed in as ${name}${role === null ? '' : ` (${role})`}`}
        icon="menu"
        items={[
          { label: 'Settings', icon: 'edit', onSelect: () => navigate('/settings') },
          { label: 'Keyboard', onSelect: showKeys },
          { label: 'REST interface', icon: 'external', onSelect: () => window.open('/api/docs', '_blank') },
          { label: 'Sign out', onSelect: () => void leave() },
        ]}
      />
    </div>
  );
}
