import { useEffect } from 'react';
import { type Status, statusColor } from './status-mark.tsx';

const usualIcon = '/favicon.svg';

/** Title of the tab; with a status the favicon shows it too. */
export function useTitle(title: string, status?: Status): void {
  useEffect(() => {
    document.title = title === '' ? 'Drover' : `${title} · Drover`;
  }, [title]);
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('#favicon');
    if (link === null) return;
    link.href = status === undefined ? usualIcon : iconOf(status);
    return () => {
      link.href = usualIcon;
    };
  }, [status]);
}

const shapes: Partial<Record<Status, string>> = {
  success: 'M9 16.5l5 5 9-11',
  warning: 'M16 8v10M16 23h.01',
  failure: 'M10 10l12 12M22 10L10 22',
  error: 'M16 8v10M16 23h.01',
  timed_out: 'M16 9v7l5 3',
  cancelled: 'M9 23L23 9',
};

function iconOf(status: Status): string {
  const name = statusColor(status).slice('var('.length, -1);
  const color = getComputedStyle(document.documentElement).getPropertyValue(name).trim() || '#777';
  const shape = shapes[status];
  const inner =
    shape === undefined
      ? `<circle cx="16" cy="16" r="11" fill="none" stroke="${color}" stroke-width="5" stroke-dasharray="45 30"/>`
      : `<circle cx="16" cy="16" r="15" fill="${color}"/><path d="${shape}" fill="none" stroke="#fff" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/>`;
  return `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${inner}</svg>`)}`;
}
