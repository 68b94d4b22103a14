import type { BuildStatus } from './routes.ts';

const over: ReadonlySet<BuildStatus> = new Set(['success', 'failure', 'cancelled', 'timed_out', 'error']);
const bad: ReadonlySet<BuildStatus> = new Set(['failure', 'timed_out', 'error']);

/** Nothing more happens to the build. */
export const isOver = (status: BuildStatus): boolean => over.has(status);

/** Somebody has to look at it. */
export const isBad = (status: BuildStatus): boolean => bad.has(status);
