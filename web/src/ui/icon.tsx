/** Drawn on a 16 px grid with a line of 1.5 px; decoration only, the word stands beside it or in a label. */
const paths = {
  check: 'M3.5 8.5l3 3 6-7',
  cross: 'M4 4l8 8M12 4l-8 8',
  chevron: 'M6 4l4 4-4 4',
  down: 'M4 6l4 4 4-4',
  up: 'M3.5 2.5h9M8 13.5v-8M4.5 9L8 5.5 11.5 9',
  copy: 'M5.5 5.5v-2h7v7h-2M3.5 5.5h7v7h-7z',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.5 10.5l3 3',
  play: 'M5 3.5v9l7-4.5z',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  sun: 'M8 10.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM8 1.8v1.4M8 12.8v1.4M1.8 8h1.4M12.8 8h1.4M3.6 3.6l1 1M11.4 11.4l1 1M3.6 12.4l1-1M11.4 4.6l1-1',
  moon: 'M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5z',
  auto: 'M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11',
  folder: 'M2.5 4.5h4l1.5 2h5.5v6h-11z',
  branch:
    'M5 5v6M5 9.7c4 0 6-.7 6-2.7M5 5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM5 14a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM11 7a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3z',
  server: 'M2.5 3.5h11v4h-11zM2.5 8.5h11v4h-11zM5 5.5h.01M5 10.5h.01',
  rerun: 'M12.5 8a4.5 4.5 0 1 1-1.3-3.2M11.5 2v3h-3',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  stop: 'M4 4h8v8H4z',
  download: 'M8 2.5v8M4.5 7.5l3.5 3.5 3.5-3.5M3 13.5h10',
  external: 'M9 3h4v4M13 3L7.5 8.5M11.5 9.5v3.5h-9V4h4',
  pin: 'M8 10v4M4.5 10h7L10 7V2.5H6V7z',
  edit: 'M3 13l.7-3L11 2.7l2.3 2.3L6 12.3z',
  clock: 'M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM8 5v3l2 1.5',
  warning: 'M8 2.5l6 11H2zM8 7v3M8 11.7h.01',
  menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'more' ? 2.2 : 1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={paths[name]} />
    </svg>
  );
}
