import { useEffect, useRef } from 'react';

/** Key, or two keys one after the other as `g h`, and what it does. */
export type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => void>>;

const secondKeyWithinMs = 1_000;

/** Whether a key goes into an input, or belongs to an open dialog or menu. */
function isTaken(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return true;
  if (document.querySelector('dialog[open], [popover]:popover-open') !== null) return true;
  const target = event.target instanceof Element ? event.target : null;
  return (
    target?.closest('input, textarea, select, [contenteditable="true"], .cm-editor, [data-editor]') != null
  );
}

/** Keys of a page, while it is shown and nobody writes. */
export function useKeys(keys: KeyMap): void {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    let first = '';
    let firstAt = 0;
    const press = (event: KeyboardEvent) => {
      if (isTaken(event)) return;
      const both = performance.now() - firstAt < secondKeyWithinMs ? `${first} ${event.key}` : '';
      const act = current.current[both] ?? current.current[event.key];
      first = event.key;
      firstAt = performance.now();
      if (act === undefined) return;
      event.preventDefault();
      act(event);
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}
