import type { Job } from './job.ts';

/** A job as it was read. */
export interface ReadJob {
  readonly job: Job;
  /** SHA-1 of its text, by which a script tells whether it is still the same. */
  readonly sha: string;
}

/** Characters of text; the objects take some times that. A job that is larger than its share is read each time. */
const mostCharacters = 2 * 1024 * 1024;
const mostOfOne = 64 * 1024;

/** The jobs that were read last. What is found here may have changed: it is for those who have that checked. */
export class RememberedJobs {
  readonly #jobs = new Map<string, ReadJob & { characters: number }>();
  #characters = 0;

  find(name: string): ReadJob | null {
    return this.#jobs.get(name) ?? null;
  }

  add(name: string, read: ReadJob, characters: number): void {
    this.#remove(name);
    if (characters > mostOfOne) return;
    this.#jobs.set(name, { ...read, characters });
    this.#characters += characters;
    for (const oldest of this.#jobs.keys()) {
      if (this.#characters <= mostCharacters) break;
      this.#remove(oldest);
    }
  }

  #remove(name: string): void {
    this.#characters -= this.#jobs.get(name)?.characters ?? 0;
    this.#jobs.delete(name);
  }
}
