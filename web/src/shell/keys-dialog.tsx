import { Dialog } from '../ui/dialog.tsx';
import styles from './shell.module.css';

const groups = [
  {
    title: 'Everywhere',
    keys: [
      ['/', 'Search'],
      ['g h', 'Home'],
      ['g q', 'Queue'],
      ['g w', 'Workers'],
      ['g r', 'Reports'],
      ['g s', 'Settings'],
      ['?', 'This list'],
    ],
  },
  {
    title: 'Lists',
    keys: [
      ['j', 'Next'],
      ['k', 'Previous'],
      ['Enter', 'Open'],
      ['r', 'Run'],
    ],
  },
  {
    title: 'Build',
    keys: [
      ['j', 'Next step'],
      ['k', 'Previous step'],
      ['f', 'Follow the output'],
      ['e', 'Next error'],
      ['s', 'Search the log'],
      ['n', 'Next hit'],
      ['p', 'Previous hit'],
      ['w', 'Wrap long lines'],
      ['r', 'Run again'],
    ],
  },
] as const;

export function KeysDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keyboard" onClose={onClose}>
      <div className={styles.keys}>
        {groups.map(({ title, keys }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([key, does]) => (
                <div key={key}>
                  <dt>
                    {key.split(' ').map((one) => (
                      <kbd key={one}>{one}</kbd>
                    ))}
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
