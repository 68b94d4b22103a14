import { encodeFrame } from './frame.ts';

const frameBytes = 64 * 1024;
/** What comes faster than this is cheaper read from the file than carried through Redis. */
const mostWaiting = 128 * 1024;
/** For so long at least viewers read the file: who goes back to carrying at the first pause swings, and pays for both. */
const calmMs = 100;
/** Carried again when no more than this came meanwhile. */
const calmBytesPerMs = 1024;

interface Run {
  readonly log: string;
  readonly offset: number;
  /** Of its frame; the first begins with the head, so that a run of one part is copied once. */
  readonly parts: Buffer[];
  bytes: number;
}

/**
 * Carries the output of one build to its viewers, from the worker. At once when no message is in flight;
 * what gathers meanwhile goes next, up to 64 KiB a message. Three ways of working:
 *
 * - with data, while what waits stays small;
 * - with edges, when more gathers than can be carried: messages only say how far the file goes, and
 *   viewers read it. Back to data when little came for a while;
 * - quiet, when nobody listened to the last message: nothing is copied or sent until `watch`.
 *
 * At most 128 KiB wait. A failed message is like a lost one: viewers fill the gap from the file.
 */
export class OutputPublisher {
  readonly #publish: (message: Buffer) => Promise<number>;
  readonly #now: () => number;
  #waiting: Run[] = [];
  #waitingBytes = 0;
  #quiet = false;
  #carriesData = true;
  /** The edge is to be told. */
  #edgeDue = false;
  /** What came since when, while it works with edges. */
  #spell = { begin: 0, bytes: 0 };
  #log = '';
  #edge = 0;
  #busy = false;
  /** Somebody came while a message was in flight: that nobody heard it says nothing. */
  #watched = false;

  /** `publish` resolves to the number of listeners, as Redis answers PUBLISH; `now` is in milliseconds. */
  constructor(publish: (message: Buffer) => Promise<number>, now: () => number = () => performance.now()) {
    this.#publish = publish;
    this.#now = now;
  }

  /** These bytes are in the file. They are valid only during the call. */
  written(log: string, offset: number, bytes: Buffer): void {
    this.#log = log;
    this.#edge = offset + bytes.length;
    if (this.#quiet) return;
    if (!this.#carriesData) this.#carriesData = this.#isCalm(bytes.length);
    if (this.#carriesData && this.#waitingBytes + bytes.length > mostWaiting) this.#stopCarrying();
    if (this.#carriesData) this.#gather(log, offset, bytes);
    else this.#edgeDue = true;
    this.#wake();
  }

  /** A viewer has come, or has heard nothing for a while: it is told how far the newest log goes. */
  watch(): void {
    this.#quiet = false;
    this.#watched = true;
    if (this.#log === '') return;
    // What waits would come after an edge beyond it, and the file has it too.
    this.#dropWaiting();
    this.#edgeDue = true;
    this.#wake();
  }

  #gather(log: string, offset: number, bytes: Buffer): void {
    for (let at = 0; at < bytes.length; ) {
      const last = this.#waiting.at(-1);
      const goesOn =
        last !== undefined &&
        last.log === log &&
        last.bytes < frameBytes &&
        last.offset + last.bytes === offset + at;
      const run = goesOn ? last : { log, offset: offset + at, parts: [], bytes: 0 };
      if (!goesOn) this.#waiting.push(run);
      const chunk = bytes.subarray(at, at + frameBytes - run.bytes);
      run.parts.push(goesOn ? Buffer.from(chunk) : encodeFrame(log, run.offset, chunk));
      run.bytes += chunk.length;
      at += chunk.length;
    }
    this.#waitingBytes += bytes.length;
  }

  #stopCarrying(): void {
    this.#dropWaiting();
    this.#carriesData = false;
    this.#spell = { begin: this.#now(), bytes: 0 };
  }

  /** `bytes` more have come. */
  #isCalm(bytes: number): boolean {
    const now = this.#now();
    const ms = now - this.#spell.begin;
    const calm = ms >= calmMs && this.#spell.bytes <= ms * calmBytesPerMs;
    if (ms >= calmMs) this.#spell = { begin: now, bytes: 0 };
    this.#spell.bytes += bytes;
    return calm;
  }

  #dropWaiting(): void {
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  #wake(): void {
    if (!this.#busy) void this.#send();
  }

  async #send(): Promise<void> {
    this.#busy = true;
    for (let message = this.#next(); message !== null; message = this.#next()) {
      this.#watched = false;
      const listeners = await this.#publish(message).catch(() => 1);
      if (listeners === 0 && !this.#watched) this.#beQuiet();
    }
    this.#busy = false;
  }

  #next(): Buffer | null {
    if (this.#edgeDue) {
      this.#edgeDue = false;
      this.#dropWaiting();
      return encodeFrame(this.#log, this.#edge);
    }
    const run = this.#waiting.shift();
    if (run === undefined) return null;
    this.#waitingBytes -= run.bytes;
    const [first] = run.parts;
    return run.parts.length === 1 && first !== undefined ? first : Buffer.concat(run.parts);
  }

  #beQuiet(): void {
    this.#quiet = true;
    this.#edgeDue = false;
    this.#carriesData = true;
    this.#dropWaiting();
  }
}
