import { repeat } from '../lib/repeat.ts';
import { readHead } from '../state/build-json.ts';
import { type Change, type Notice, readEvent, readNotice, subjectOf } from '../state/history.ts';
import type { LiveContext } from './live-context.ts';

/** How often the history is asked whether a message was lost. */
const checkEveryMs = 2_000;

export interface BuildFilter {
  readonly job?: string | undefined;
  readonly build?: number | undefined;
  /** Of the path of a folder: whether what lies there is to be told of. Without it everything is. */
  readonly visible?: ((folder: string) => boolean) | undefined;
}

export interface BuildListener {
  /** A `build` or `changed` message, the same buffer for all. */
  changed(message: Buffer): void;
  /** Changes were missed that nobody can tell any more. */
  missed(): void;
}

export interface BuildSubscription {
  /** The newest event at this moment. */
  readonly newest: string;
  /** Changes since `since` are missing from the history. */
  readonly missing: boolean;
  /** Messages of what changed since `since`. */
  readonly changes: readonly Buffer[];
  /** From here on the listener is called. */
  start(): void;
  close(): void;
}

interface Subscriber {
  readonly filter: BuildFilter;
  readonly listener: BuildListener;
  /** What comes before `start`. */
  held: { readonly id: string; readonly message: Buffer }[] | null;
}

/**
 * Every change of every build, and of jobs and folders, to whoever asked, by one Redis subscription for this process, which is given up
 * with the last subscriber. What a message did not bring is found in the history within two seconds.
 */
export class BuildFeed {
  readonly #context: LiveContext;
  readonly #subscribers = new Set<Subscriber>();
  #stop: Promise<() => Promise<void>> | null = null;
  /** All events up to this one were given out, or what they led to. */
  #checked = '0-0';
  /** Build, or whatever else has changed → its last event given out since then. */
  #given = new Map<string, string>();

  constructor(context: LiveContext) {
    this.#context = context;
  }

  /** Throws what Redis throws when it is away. */
  async subscribe(
    filter: BuildFilter,
    since: string | undefined,
    listener: BuildListener,
  ): Promise<BuildSubscription> {
    const subscriber: Subscriber = { filter, listener, held: [] };
    this.#subscribers.add(subscriber);
    try {
      this.#stop ??= this.#begin();
      await this.#stop;
      const { newest, missing, changes } = await this.#context.state.history.after(since);
      return {
        newest,
        missing,
        changes: changes.filter(({ text }) => fits(filter, text)).map(messageOf),
        start: () => {
          const held = subscriber.held ?? [];
          subscriber.held = null;
          for (const { id, message } of held) if (isAfter(id, newest)) listener.changed(message);
        },
        close: () => this.#remove(subscriber),
      };
    } catch (error) {
      this.#remove(subscriber);
      throw error;
    }
  }

  async #begin(): Promise<() => Promise<void>> {
    const { state, subscriptions } = this.#context;
    try {
      const drop = await subscriptions.listen(state.keys.eventsChannel(), (message) =>
        this.#hear(message.toString()),
      );
      this.#checked = (await state.history.after()).newest;
      const stopChecking = repeat(
        checkEveryMs,
        () => this.#check(),
        () => {},
      );
      return async () => {
        drop();
        await stopChecking();
      };
    } catch (error) {
      this.#stop = null;
      throw error;
    }
  }

  #remove(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber);
    if (this.#subscribers.size > 0 || this.#stop === null) return;
    const stop = this.#stop;
    this.#stop = null;
    this.#given.clear();
    stop.then((run) => run()).catch(() => {});
  }

  #hear(text: string): void {
    const event = readEvent(text);
    if (event !== null && isAfter(event.id, this.#checked)) this.#give(event);
  }

  async #check(): Promise<void> {
    const { newest, missing, changes } = await this.#context.state.history.after(this.#checked);
    if (missing) for (const { listener } of this.#subscribers) listener.missed();
    for (const change of changes) this.#give(change);
    this.#checked = newest;
    for (const [subject, id] of this.#given) if (!isAfter(id, newest)) this.#given.delete(subject);
  }

  #give({ id, text }: Change): void {
    const subject = subjectOf(text);
    const given = this.#given.get(subject);
    if (given !== undefined && !isAfter(id, given)) return;
    this.#given.set(subject, id);
    let message: Buffer | null = null;
    for (const { filter, listener, held } of this.#subscribers) {
      if (!fits(filter, text)) continue;
      message ??= messageOf({ id, text });
      if (held === null) listener.changed(message);
      else held.push({ id, message });
    }
  }
}

const messageOf = ({ id, text }: Change): Buffer =>
  Buffer.from(`{"type":"${readNotice(text) === null ? 'build' : 'changed'}","id":"${id}",${text.slice(1)}`);

function fits(filter: BuildFilter, text: string): boolean {
  const notice = readNotice(text);
  return notice === null ? fitsBuild(filter, text) : fitsNotice(filter, notice);
}

function fitsNotice({ job, build, visible }: BuildFilter, notice: Notice): boolean {
  if (visible !== undefined && !visible(notice.folder)) return false;
  if (job === undefined) return true;
  if (notice.what === 'folder' || notice.job !== job) return false;
  return build === undefined || notice.what === 'job' || notice.numbers.includes(build);
}

function fitsBuild({ job, build, visible }: BuildFilter, text: string): boolean {
  if (visible !== undefined) {
    const folder = readHead(text)?.folder;
    if (folder === undefined || !visible(folder)) return false;
  }
  if (job === undefined) return true;
  const start = `{"job":${JSON.stringify(job)},"number":`;
  return text.startsWith(build === undefined ? start : `${start}${build},`);
}

/** Ids are `<ms>-<number>`. */
function isAfter(id: string, other: string): boolean {
  const [ms = 0, number = 0] = id.split('-').map(Number);
  const [otherMs = 0, otherNumber = 0] = other.split('-').map(Number);
  return ms > otherMs || (ms === otherMs && number > otherNumber);
}
