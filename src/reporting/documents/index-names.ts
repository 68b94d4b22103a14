/** The names of indices and of what belongs to them. `prefix` is the option `elasticsearchIndex`. */
export interface IndexNames {
  /** Alias over all indices of a kind, for searching; the index template of them has this name too. */
  readonly builds: string;
  readonly logs: string;
  /** The index of a month. A time that cannot be read belongs to 1970. */
  buildsOf(finishedAt: string | null): string;
  logsOf(finishedAt: string | null): string;
}

export function indexNames(prefix: string): IndexNames {
  const builds = `${prefix}-builds`;
  const logs = `${prefix}-logs`;
  return {
    builds,
    logs,
    buildsOf: (time) => `${builds}-${monthOf(time)}`,
    logsOf: (time) => `${logs}-${monthOf(time)}`,
  };
}

function monthOf(time: string | null): string {
  const at = Date.parse(time ?? '');
  return new Date(Number.isNaN(at) ? 0 : at).toISOString().slice(0, 7).replace('-', '.');
}

/** Whether an index belongs to an alias, and its last day was more than `days` days before `now` (ms). */
export function isOlder(index: string, alias: string, days: number, now: number): boolean {
  const month = index.startsWith(`${alias}-`)
    ? /^(\d{4})\.(\d{2})$/.exec(index.slice(alias.length + 1))
    : null;
  if (month === null) return false;
  const end = Date.UTC(Number(month[1]), Number(month[2]), 1);
  return end + days * 86_400_000 <= now;
}
