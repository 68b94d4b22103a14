import type { SubscribeOutput } from '../messages.ts';

/** A server takes 64 KiB; this leaves room for the other fields. */
const mostBytes = 48 * 1024;
/** What an entry costs beside its name. */
const overheadBytes = 24;

/** One message, or several that a server puts together again: a build may have more logs than fit into one. */
export function inParts({ offsets = {}, logs, ...rest }: SubscribeOutput): SubscribeOutput[] {
  const parts = [new Part()];
  const partFor = (log: string): Part => {
    const last = parts.at(-1);
    if (last?.reserve(log)) return last;
    const next = new Part();
    next.reserve(log);
    parts.push(next);
    return next;
  };
  for (const entry of Object.entries(offsets)) partFor(entry[0]).offsets.push(entry);
  for (const log of logs ?? []) partFor(log).logs.push(log);
  return parts.map((part, index) => ({
    ...rest,
    offsets: Object.fromEntries(part.offsets),
    ...(logs === undefined ? {} : { logs: part.logs }),
    ...(index < parts.length - 1 ? { more: true } : {}),
  }));
}

class Part {
  readonly offsets: [string, number][] = [];
  readonly logs: string[] = [];
  #bytes = 0;

  /** Whether there is room for one more, which is then counted. */
  reserve(log: string): boolean {
    this.#bytes += new TextEncoder().encode(JSON.stringify(log)).length + overheadBytes;
    return this.#bytes <= mostBytes;
  }
}
