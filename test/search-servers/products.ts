import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A server that a test can start: a folder in `servers/`, and one with what its versions have in common. */
export interface Product {
  readonly common: 'elasticsearch' | 'opensearch';
  readonly major: number;
  /** The least Java that it runs on. */
  readonly java: number;
  /** With TLS and users. */
  readonly secured?: true;
}

export const products = {
  'elasticsearch-8': { common: 'elasticsearch', major: 8, java: 17 },
  'elasticsearch-9': { common: 'elasticsearch', major: 9, java: 21 },
  'opensearch-2': { common: 'opensearch', major: 2, java: 17 },
  'opensearch-3': { common: 'opensearch', major: 3, java: 21 },
  'opensearch-2-secured': { common: 'opensearch', major: 2, java: 17, secured: true },
} as const satisfies Record<string, Product>;

export type ProductName = keyof typeof products;

/** Starting another costs half a minute and more: the others are for `scripts/test-search-servers`. */
const usual: readonly ProductName[] = ['elasticsearch-8'];

/** Those that the environment names, in `DROVER_TEST_SEARCH`: names with blanks between them, or `all`. */
export function wantedProducts(): readonly ProductName[] {
  const wanted = process.env['DROVER_TEST_SEARCH'] ?? '';
  if (wanted === '') return usual;
  const all = Object.keys(products) as ProductName[];
  const names = wanted.split(/\s+/);
  const unknown = names.filter((name) => name !== 'all' && !Object.hasOwn(products, name));
  if (unknown.length > 0) throw new Error(`no such search server: ${unknown.join(', ')}; ${all.join(', ')}`);
  return names.includes('all') ? all : all.filter((name) => names.includes(name));
}

/** The folder of a Java that is new enough, the oldest first; null when there is none. */
export function javaFor({ java }: Product): string | null {
  return javas().find(({ version }) => version >= java)?.home ?? null;
}

const folder = '/usr/lib/jvm';

function javas(): { home: string; version: number }[] {
  const beside = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  const homes = [process.env['JAVA_HOME'] ?? '', ...beside].filter((home) => home !== '');
  return homes
    .flatMap((home) => {
      const said = spawnSync(join(home, 'bin/javac'), ['-version'], { encoding: 'utf8' });
      const version = /javac (\d+)/.exec(`${said.stdout}${said.stderr}`)?.[1];
      return version === undefined ? [] : [{ home, version: Number(version) }];
    })
    .sort((a, b) => a.version - b.version);
}
