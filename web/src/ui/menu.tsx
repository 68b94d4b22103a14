import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react';
import { Button, IconButton } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';
import styles from './menu.module.css';

export interface MenuItem {
  label: string;
  icon?: IconName;
  onSelect: () => void;
  danger?: boolean;
  /** Why it cannot be chosen now. */
  disabled?: string | undefined;
}

interface Props {
  /** Of the button; with `icon` it is read out only. */
  label: string;
  icon?: IconName;
  items: readonly MenuItem[];
  children?: ReactNode;
}

/** A button that opens a list of actions, on the native popover; arrow keys move, Escape closes. */
export function Menu({ label, icon, items }: Props) {
  const id = useId();
  const menu = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLSpanElement>(null);

  const place = () => {
    const popover = menu.current;
    const from = opener.current?.getBoundingClientRect();
    if (!popover || !from) return;
    const { offsetWidth: width, offsetHeight: height } = popover;
    const below = from.bottom + height + 8 < window.innerHeight;
    popover.style.left = `${Math.max(8, Math.min(from.right - width, window.innerWidth - width - 8))}px`;
    popover.style.top = `${below ? from.bottom + 4 : Math.max(8, from.top - height - 4)}px`;
    popover.querySelector<HTMLElement>('button:not(:disabled)')?.focus();
  };

  const move = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const buttons = [...(menu.current?.querySelectorAll<HTMLElement>('button:not(:disabled)') ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    buttons.at((at + step + buttons.length) % buttons.length)?.focus();
  };

  const shared = { popoverTarget: id, 'aria-haspopup': 'menu' } as const;
  return (
    <>
      <span ref={opener} className={styles.opener}>
        {icon === undefined ? (
          <Button {...shared}>
            {label} <Icon name="down" size={14} />
          </Button>
        ) : (
          <IconButton label={label} icon={icon} {...shared} />
        )}
      </span>
      <div
        ref={menu}
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-label={label}
        className={styles.menu}
        onToggle={(event) => {
          if (event.newState === 'open') place();
        }}
        onKeyDown={move}
      >
        {items.map((item) => (
          <button
            key={item.label}
            type="button"
            role="menuitem"
            className={item.danger === true ? styles.danger : undefined}
            disabled={item.disabled !== undefined}
            onClick={() => {
              menu.current?.hidePopover();
              item.onSelect();
            }}
          >
            {item.icon !== undefined && <Icon name={item.icon} />}
            <span>
              {item.label}
              {item.disabled !== undefined && <span className={styles.why}>{item.disabled}</span>}
            </span>
          </button>
        ))}
      </div>
    </>
  );
}
