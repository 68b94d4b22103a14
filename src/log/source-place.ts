/** A line of a file of the repository; lines count from 1. */
export interface SourcePlace {
  /** As in the repository, with `/`. */
  readonly path: string;
  readonly line: number;
}

/** `src/a.ts:12:3`, `a.go:7`, `(src/a.ts:12:3)`, `src/a.ts(12,3)`, `/src/Main.java:[3,5]`, `File "a.py", line 3`. */
const shapes: readonly RegExp[] = [
  /File "([^"\n]{1,300})", line (\d{1,7})\b/,
  /([\p{L}\p{N}_@.+/\\~-]{1,300}\.[A-Za-z]\w{0,9})(?::\[?|\()(\d{1,7})(?:[:,]\d+)?[\])]?/u,
];

/** Enough to tell; what is written further right than this is data. */
const lookedAt = 1_000;

/**
 * The first place in the repository that a line names, null when it names none. Of an absolute path what comes after the
 * folder with the name of the workspace: what lies outside of it is no file of the repository, nor is what was installed.
 */
export function sourcePlaceIn(text: string, workspace: string): SourcePlace | null {
  const line = text.slice(0, lookedAt);
  for (const shape of shapes) {
    const [, named = '', number = ''] = shape.exec(line) ?? [];
    const path = named === '' ? null : repositoryPath(named, workspace);
    if (path !== null && Number(number) > 0) return { path, line: Number(number) };
  }
  return null;
}

/** A path as it is in the repository; null when it leads out of it. */
export function repositoryPath(named: string, workspace: string): string | null {
  const slashed = named.replaceAll('\\', '/');
  const start = slashed.startsWith('/') ? slashed.indexOf(`/${workspace}/`) : -1;
  const path = (start < 0 ? slashed : slashed.slice(start + workspace.length + 2)).replace(/^(?:\.\/)+/, '');
  const isOutside =
    /^(?:\/|~|[A-Za-z]:|$)/.test(path) || path.split('/').some((name) => name === '..' || name === '');
  return isOutside || /(?:^|\/)(?:node_modules|site-packages|vendor)\//.test(path) ? null : path;
}
