import { readFile } from 'node:fs/promises';
import { DroverError } from '../../errors/error.ts';

/** How to reach an Elasticsearch or OpenSearch, and what to keep there. */
export interface SearchSettings {
  /** Without credentials and without a slash at its end. */
  readonly url: string;
  readonly auth: SearchAuth | null;
  /** PEM */
  readonly ca: string | null;
  /** What the names of indices begin with. */
  readonly index: string;
  /** Days that builds stay; 0: no limit. */
  readonly days: number;
  /** Days that lines of logs stay; null: they are not reported. */
  readonly logDays: number | null;
}

export type SearchAuth =
  | { readonly apiKey: string }
  | { readonly username: string; readonly password: string };

interface Options {
  readonly elasticsearchUrl: string | null;
  readonly elasticsearchApiKey: string | null;
  readonly elasticsearchUsername: string | null;
  readonly elasticsearchPassword: string | null;
  readonly elasticsearchCa: string | null;
  readonly elasticsearchIndex: string;
  readonly elasticsearchDays: number;
  readonly elasticsearchLogDays: number;
  readonly indexLogs: boolean;
}

/** Null when no Elasticsearch is configured. Throws CONFIG_INVALID. */
export async function readSearchSettings(options: Options): Promise<SearchSettings | null> {
  if (options.elasticsearchUrl === null) return null;
  const url = new URL(options.elasticsearchUrl);
  const auth = authOf(options, url);
  url.username = '';
  url.password = '';
  return {
    url: url.href.replace(/\/+$/, ''),
    auth,
    ca: options.elasticsearchCa === null ? null : await readCa(options.elasticsearchCa),
    index: options.elasticsearchIndex,
    days: options.elasticsearchDays,
    logDays: options.indexLogs ? options.elasticsearchLogDays : null,
  };
}

function authOf(options: Options, url: URL): SearchAuth | null {
  const { elasticsearchApiKey: apiKey } = options;
  const username = options.elasticsearchUsername ?? (decodeURIComponent(url.username) || null);
  const password = options.elasticsearchPassword ?? (decodeURIComponent(url.password) || null);
  if (apiKey !== null && username !== null)
    throw invalid('Give either elasticsearchApiKey, or elasticsearchUsername and elasticsearchPassword.');
  if ((username === null) !== (password === null))
    throw invalid('elasticsearchUsername and elasticsearchPassword go together.');
  if (apiKey !== null) return { apiKey };
  return username === null || password === null ? null : { username, password };
}

async function readCa(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw invalid(`elasticsearchCa ${path} cannot be read (${error.code ?? String(error)}).`);
  });
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw invalid(`elasticsearchCa ${path} holds no certificate in PEM form.`);
}

const invalid = (detail: string): DroverError => new DroverError('CONFIG_INVALID', { detail });
