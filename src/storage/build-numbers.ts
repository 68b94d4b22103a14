import { readdir } from 'node:fs/promises';
import { codeOf } from './storage-error.ts';

const buildNumber = /^[1-9]\d{0,15}$/;

/** The builds in a job's folder up to and with `last`; none when there is no such folder. */
export async function numbersUpTo(jobFolder: string, last: number): Promise<number[]> {
  const names = await readdir(jobFolder).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  });
  return names
    .filter((name) => buildNumber.test(name))
    .map(Number)
    .filter((number) => number <= last);
}
