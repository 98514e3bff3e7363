/** Number of rounds of Philox 4x32-10. */
export const ROUNDS = 10;
/** Multipliers of the first and third word of the counter (Salmon et al. 2011). */
export const MULTIPLIER_0 = 0xd2511f53;
export const MULTIPLIER_1 = 0xcd9e8d57;
/** Constants that are added to the key after each round: the fractions of the golden ratio and of sqrt(3), times 2^32. */
export const WEYL_0 = 0x9e3779b9;
export const WEYL_1 = 0xbb67ae85;

/** Returns the upper half of the 64-bit product of two unsigned 32-bit integers, from 16-bit halves. */
function highProduct(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = (Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16)) >>> 0;
  const upper = (Math.imul(aLow, bHigh) + (middle & 0xffff)) >>> 0;
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (upper >>> 16)) >>> 0;
}

/**
 * Computes four random 32-bit words as a pure function of a counter and a key, by Philox 4x32-10 (Salmon, Moraes, Dror & Shaw 2011,
 * SC '11). Equal counters and keys give equal words, so draws need no order.
 *
 * @param counter four unsigned 32-bit words
 * @param key two unsigned 32-bit words
 * @param out receives the words; the second word of the counter increases by 1 from one block of four words to the next
 * @returns `out`
 */
export function philox(counter: Uint32Array, key: Uint32Array, out: Uint32Array): Uint32Array {
  const start0 = counter[0] as number;
  const start1 = counter[1] as number;
  const start2 = counter[2] as number;
  const start3 = counter[3] as number;
  const firstKey0 = key[0] as number;
  const firstKey1 = key[1] as number;
  for (let at = 0; at < out.length; at += 4) {
    let x0 = start0;
    let x1 = start1 + (at >> 2);
    let x2 = start2;
    let x3 = start3;
    let key0 = firstKey0;
    let key1 = firstKey1;
    for (let round = 0; round < ROUNDS; round++) {
      const high0 = highProduct(x0, MULTIPLIER_0);
      const low0 = Math.imul(x0, MULTIPLIER_0);
      const high1 = highProduct(x2, MULTIPLIER_1);
      const low1 = Math.imul(x2, MULTIPLIER_1);
      x0 = high1 ^ x1 ^ key0;
      x1 = low1;
      x2 = high0 ^ x3 ^ key1;
      x3 = low0;
      key0 = (key0 + WEYL_0) | 0;
      key1 = (key1 + WEYL_1) | 0;
    }
    out[at] = x0;
    out[at + 1] = x1;
    out[at + 2] = x2;
    out[at + 3] = x3;
  }
  return out;
}
