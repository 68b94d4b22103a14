import { type RefObject, useLayoutEffect, useState } from 'react';

export interface ViewSize {
  readonly height: number;
  readonly width: number;
  /** Width of one sign of the font that logs are set in. */
  readonly sign: number;
}

/** How much of the log is seen at once. */
export function useSize(element: RefObject<HTMLElement | null>): ViewSize {
  const [size, setSize] = useState<ViewSize>({ height: 0, width: 0, sign: 7.5 });
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) return;
    const measure = () =>
      setSize({ height: current.clientHeight, width: current.clientWidth, sign: signWidth(current) });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    void document.fonts?.ready.then(measure);
    return () => observer.disconnect();
  }, [element]);
  return size;
}

function signWidth(parent: HTMLElement): number {
  const probe = document.createElement('span');
  probe.textContent = '0'.repeat(100);
  probe.style.position = 'absolute';
  probe.style.visibility = 'hidden';
  parent.append(probe);
  const width = probe.getBoundingClientRect().width / 100;
  probe.remove();
  return width > 0 ? width : 7.5;
}
