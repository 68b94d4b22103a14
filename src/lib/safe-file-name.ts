const longest = 100;

/**
 * The title as a file name of letters, digits, `.`, `-` and `_`, at most 100 characters; other runs of
 * characters become one `-`. Accents are dropped. Empty when nothing of the title is left.
 */
export function safeFileName(title: string): string {
  const name = title
    .slice(0, 1_000)
    .normalize('NFKD')
    .replace(/\p{Mark}+/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-');
  // A leading dot hides a file, a leading dash makes it an option of every command.
  return name
    .replace(/^[-.]+/, '')
    .slice(0, longest)
    .replace(/[-.]+$/, '');
}

/** Gives out file names for one folder, no two alike on any file system: a duplicate gets `-2`, `-3`… */
export class FileNames {
  readonly #taken: Set<string>;
  readonly #next = new Map<string, number>();

  constructor(reserved: Iterable<string> = []) {
    this.#taken = new Set([...reserved].map((name) => name.toLowerCase()));
  }

  /** `fallback` is the name for a title of which nothing is left. */
  take(title: string, fallback: string): string {
    const base = safeFileName(title) || fallback;
    const key = base.toLowerCase();
    let name = base;
    let number = this.#next.get(key) ?? 2;
    while (this.#taken.has(name.toLowerCase())) {
      const suffix = `-${number++}`;
      name = base.slice(0, longest - suffix.length) + suffix;
    }
    this.#next.set(key, number);
    this.#taken.add(name.toLowerCase());
    return name;
  }
}
