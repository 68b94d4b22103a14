import { useSyncExternalStore } from 'react';
import { ApiError } from '../data/api.ts';
import { IconButton } from './button.tsx';
import styles from './toast.module.css';

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly kind: 'done' | 'fault';
}

const shownForMs = 5_000;
const mostShown = 4;

let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

const dismiss = (id: number): void => change(toasts.filter((toast) => toast.id !== id));

function say(text: string, kind: Toast['kind']): void {
  lastId += 1;
  const id = lastId;
  change([...toasts, { id, text, kind }].slice(-mostShown));
  // A fault stays until it was read.
  if (kind === 'done') setTimeout(() => dismiss(id), shownForMs);
}

/** Says what was done, for a moment. */
export const sayDone = (text: string): void => say(text, 'done');

/** Says what failed, in the server's words. */
export const sayFault = (error: unknown): void =>
  say(error instanceof ApiError || error instanceof Error ? error.message : String(error), 'fault');

export function Toasts() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  return (
    <div className={styles.toasts} role="status" aria-live="polite">
      {shown.map(({ id, text, kind }) => (
        <div key={id} className={`${styles.toast} ${kind === 'fault' ? styles.fault : ''}`}>
          <span>{text}</span>
          <IconButton label="Dismiss" icon="cross" onClick={() => dismiss(id)} />
        </div>
      ))}
    </div>
  );
}
