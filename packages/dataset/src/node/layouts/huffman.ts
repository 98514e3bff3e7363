/** A prefix code: the length of the code of each symbol (0 for those that do not occur), and its bits, the first one lowest. */
export interface PrefixCode {
  readonly lengths: Uint8Array;
  readonly codes: Uint16Array;
}

/** Lengths of the codes of symbols by how often they occur, from the least frequent one on (Moffat and Katajainen 1995, "In-place calculation of minimum-redundancy codes"). */
function depthsOf(sorted: readonly number[]): number[] {
  const count = sorted.length;
  if (count === 1) return [1];
  const a = [...sorted];
  let leaf = 0;
  let root = 0;
  for (let next = 0; next < count - 1; next++) {
    const least = (): number => {
      if (leaf >= count || (root < next && (a[root] as number) < (a[leaf] as number))) {
        const weight = a[root] as number;
        a[root++] = next;
        return weight;
      }
      return a[leaf++] as number;
    };
    const first = least();
    a[next] = first + least();
  }
  a[count - 2] = 0;
  for (let next = count - 3; next >= 0; next--) a[next] = (a[a[next] as number] as number) + 1;
  let available = 1;
  let used = 0;
  let depth = 0;
  let node = count - 2;
  for (let next = count - 1; available > 0; ) {
    while (node >= 0 && a[node] === depth) {
      used++;
      node--;
    }
    while (available > used) {
      a[next--] = depth;
      available--;
    }
    available = 2 * used;
    depth++;
    used = 0;
  }
  return a;
}

/** Shortens codes that are too long, and lengthens others so that no two of them collide. */
function limited(depths: readonly number[], most: number): number[] {
  const lengths = depths.map((depth) => Math.min(depth, most));
  const full = 2 ** most;
  let room = full - lengths.reduce((sum, length) => sum + 2 ** (most - length), 0);
  // From the least frequent symbols on, whose codes are the longest.
  for (let i = 0; room < 0 && i < lengths.length; i++) {
    while (room < 0 && (lengths[i] as number) < most) {
      lengths[i] = (lengths[i] as number) + 1;
      room += 2 ** (most - (lengths[i] as number));
    }
  }
  return lengths;
}

/** Returns the bits of a code in the order in which they are written. */
function reversed(code: number, length: number): number {
  let bits = 0;
  for (let i = 0; i < length; i++) bits |= ((code >>> i) & 1) << (length - 1 - i);
  return bits;
}

/** Codes of symbols by their lengths, as deflate numbers them (RFC 1951, 3.2.2). */
function canonical(lengths: Uint8Array): Uint16Array {
  const counts = new Uint16Array(17);
  for (const length of lengths) if (length > 0) counts[length] = (counts[length] as number) + 1;
  const next = new Uint16Array(17);
  let code = 0;
  for (let length = 1; length < next.length; length++) {
    code = (code + (counts[length - 1] as number)) << 1;
    next[length] = code;
  }
  return Uint16Array.from(lengths, (length) => {
    if (length === 0) return 0;
    const own = next[length] as number;
    next[length] = own + 1;
    return reversed(own, length);
  });
}

/**
 * Makes the prefix code of symbols (Huffman), no code of which is longer than `most` bits. A single symbol has a code of one bit.
 *
 * @param counts how often each symbol occurs, at least one of them
 */
export function prefixCode(counts: Uint32Array, most: number): PrefixCode {
  const symbols = [...counts.keys()]
    .filter((symbol) => (counts[symbol] as number) > 0)
    .sort((a, b) => (counts[a] as number) - (counts[b] as number) || a - b);
  const depths = limited(depthsOf(symbols.map((symbol) => counts[symbol] as number)), most);
  const lengths = new Uint8Array(counts.length);
  for (const [i, symbol] of symbols.entries()) lengths[symbol] = depths[i] as number;
  return { lengths, codes: canonical(lengths) };
}
