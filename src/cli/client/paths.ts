/** Addresses of the REST interface. */
export const jobPath = (job: string): string => `/api/jobs/${encodeURIComponent(job)}`;
export const buildsPath = (job: string): string => `${jobPath(job)}/builds`;
export const buildPath = (job: string, number: number): string => `${buildsPath(job)}/${number}`;
