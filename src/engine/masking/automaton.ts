/**
 * Finds needles in bytes that come in any pieces, in one pass whatever the bytes are (Aho and Corasick, 1975). A
 * state is the longest beginning of a needle that the bytes so far end in; 0: none.
 */
export interface Automaton {
  /** The state after one more byte. */
  readonly step: (state: number, byte: number) => number;
  /** By state: how many of the last bytes may be the beginning of a needle. */
  readonly depth: Int32Array;
  /** By state: length of the longest needle that ends here; 0: none does. */
  readonly found: Int32Array;
}

export function buildAutomaton(needles: readonly Uint8Array[]): Automaton {
  const size = needles.reduce((sum, { length }) => sum + length, 1);
  const depth = new Int32Array(size);
  const found = new Int32Array(size);
  const fallback = new Int32Array(size);
  /** By state: the state and the byte that lead to it. */
  const parent = new Int32Array(size + 1);
  const last = new Uint8Array(size + 1);
  /** The next states of 0, which are asked for most. */
  const first = new Int32Array(256);
  /** Nearly always the only next state is the one that was made next; others are here, by `edgeOf`. */
  const branches = new Map<number, number>();
  const hasBranches = new Uint8Array(size);
  let states = 1;

  for (const needle of needles) {
    let state = 0;
    for (const byte of needle) state = next(state, byte) || grow(state, byte);
    found[state] = needle.length;
  }
  for (const state of shorterFirst(depth.subarray(0, states))) {
    if (depth[state]! < 2) continue;
    fallback[state] = step(fallback[parent[state]!]!, last[state]!);
    found[state] = Math.max(found[state]!, found[fallback[state]!]!);
  }

  /** 0: no needle goes on like this. */
  function next(state: number, byte: number): number {
    if (state === 0) return first[byte]!;
    if (last[state + 1] === byte && parent[state + 1] === state) return state + 1;
    return hasBranches[state] === 0 ? 0 : (branches.get(edgeOf(state, byte)) ?? 0);
  }

  function grow(state: number, byte: number): number {
    const made = states++;
    depth[made] = depth[state]! + 1;
    parent[made] = state;
    last[made] = byte;
    if (state === 0) first[byte] = made;
    else if (made !== state + 1) {
      branches.set(edgeOf(state, byte), made);
      hasBranches[state] = 1;
    }
    return made;
  }

  function step(state: number, byte: number): number {
    for (let from = state; from !== 0; from = fallback[from]!) {
      const found = next(from, byte);
      if (found !== 0) return found;
    }
    return first[byte]!;
  }

  return { step, depth, found };
}

const edgeOf = (state: number, byte: number): number => state * 256 + byte;

/** The fallback of a state is always shorter than itself, and has to be known before. */
function shorterFirst(depth: Int32Array): Int32Array {
  const begins = new Int32Array(depth.reduce((most, one) => Math.max(most, one), 0) + 2);
  for (const one of depth) begins[one + 1]! += 1;
  for (let at = 1; at < begins.length; at += 1) begins[at]! += begins[at - 1]!;
  const order = new Int32Array(depth.length);
  depth.forEach((one, state) => {
    order[begins[one]!++] = state;
  });
  return order;
}
