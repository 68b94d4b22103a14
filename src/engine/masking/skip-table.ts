const WORD = 4;
/** In words, a power of two. Further apart gains nothing that can be measured. */
const WIDEST_STRIDE = 8;
/** So many places of the table for each entry: as rare is a look in vain. */
const SPARSE = 128;
const [FEWEST_BITS, MOST_BITS] = [12, 20];
/** What the two hashes multiply by. */
const [SPREAD, SECOND_SPREAD] = [0x9e3779b1, 0x85ebca6b];

/** Bytes as words, of which the first begins at `head`. */
export interface Words {
  readonly head: number;
  readonly words: Int32Array;
}

/**
 * Tells over how many bytes of ordinary text one may hop because no needle begins there. It looks at words of four
 * bytes that lie so far apart that every needle, wherever it begins, has one of them whole within it, and asks a table
 * whether any needle has such a word there. The table is by a hash, and a second one is asked when it says yes: both may
 * say yes in vain, never no.
 */
export interface SkipTable {
  /**
   * The first place from `at` on where a needle may begin. Those that begin up to `reach - 1` bytes later have to be
   * looked for as well.
   */
  readonly next: (words: Words, at: number) => number;
  readonly reach: number;
}

/** A view of the same memory. */
export function wordsOf(bytes: Uint8Array): Words {
  const head = Math.min(bytes.length, -bytes.byteOffset & (WORD - 1));
  const words = new Int32Array(
    bytes.buffer,
    head === bytes.length ? 0 : bytes.byteOffset + head,
    (bytes.length - head) >>> 2,
  );
  return { head, words };
}

export function buildSkipTable(needles: readonly Uint8Array[]): SkipTable {
  const shortest = needles.reduce((least, { length }) => Math.min(least, length), Number.MAX_SAFE_INTEGER);
  let stride = WIDEST_STRIDE;
  while (stride > 1 && stride * WORD + WORD - 1 > shortest) stride /= 2;
  const reach = stride * WORD;
  // The shortest needles have no more than three bytes in one of the words, wherever they begin.
  const used = shortest < reach + WORD - 1 ? readWord(Buffer.from([255, 255, 255, 0]), 0) : -1;
  const bits = Math.ceil(Math.log2(needles.length * reach * SPARSE));
  const shift = 32 - Math.min(MOST_BITS, Math.max(FEWEST_BITS, bits));
  const table = new Uint8Array(2 ** (32 - shift));
  const second = new Uint8Array(table.length);
  for (const needle of needles) {
    for (let at = 0; at < reach; at += 1) {
      const word = readWord(needle, at) & used;
      table[Math.imul(word, SPREAD) >>> shift] = 1;
      second[Math.imul(word, SECOND_SPREAD) >>> shift] = 1;
    }
  }

  function next({ head, words }: Words, at: number): number {
    let word = at <= head ? 0 : Math.ceil((at - head) / reach) * stride;
    while (word < words.length && !mayBegin(words[word]! & used)) word = hop(words, word + stride);
    return Math.max(at, head + word * WORD - reach + 1);
  }

  /** Four looks at a time, up to one of them that says yes: the processor does them side by side. */
  function hop(words: Int32Array, from: number): number {
    let word = from;
    for (; word + 3 * stride < words.length; word += 4 * stride) {
      const any =
        table[Math.imul(words[word]! & used, SPREAD) >>> shift]! |
        table[Math.imul(words[word + stride]! & used, SPREAD) >>> shift]! |
        table[Math.imul(words[word + 2 * stride]! & used, SPREAD) >>> shift]! |
        table[Math.imul(words[word + 3 * stride]! & used, SPREAD) >>> shift]!;
      if (any !== 0) break;
    }
    return word;
  }

  function mayBegin(word: number): boolean {
    if (table[Math.imul(word, SPREAD) >>> shift] === 0) return false;
    return second[Math.imul(word, SECOND_SPREAD) >>> shift] !== 0;
  }

  return { next, reach };
}

const scratch = new Int32Array(1);
const scratchBytes = new Uint8Array(scratch.buffer);

/** As this machine reads it. */
function readWord(bytes: Uint8Array, at: number): number {
  for (let index = 0; index < WORD; index += 1) scratchBytes[index] = bytes[at + index] ?? 0;
  return scratch[0] as number;
}
