const MULTIPLIER = 16807;
const MODULUS = 2147483647;
const QUOTIENT = 127773;
const REMAINDER = 2836;
const SHUFFLE = 32;
const LARGEST = Math.fround(1 - 1.2e-7);

/** Shuffle table of `ran1`. Streams with the same table change each other's numbers, as in the C program. */
export interface ShuffleTable {
  last: number;
  readonly values: Float64Array;
}

/** Creates an empty shuffle table, which the first draw fills. */
export const shuffleTable = (): ShuffleTable => ({ last: 0, values: new Float64Array(SHUFFLE) });

/** Computes 16807 z mod (2^31 - 1) by Schrage's method, which is exact in doubles. */
function advance(z: number): number {
  const k = Math.trunc(z / QUOTIENT);
  const next = MULTIPLIER * (z - k * QUOTIENT) - REMAINDER * k;
  return next < 0 ? next + MODULUS : next;
}

/**
 * Creates a source of uniform deviates in (0, 1), float32 values bit-exact with the C program: the Park-Miller minimal
 * standard generator with a Bays-Durham shuffle (Park & Miller 1988, Comm. ACM 31, 1192).
 *
 * @param seed stored seed; zero and negative seeds fill a new shuffle table (users' seeds are stored negated)
 * @param table shuffle table, shared with other streams or of this stream alone
 */
export function ran1(seed: number, table: ShuffleTable = shuffleTable()): () => number {
  let z = seed;
  return () => {
    if (z <= 0 || table.last === 0) {
      z = Math.max(1, -z);
      for (let j = SHUFFLE + 7; j >= 0; j--) {
        z = advance(z);
        if (j < SHUFFLE) table.values[j] = z;
      }
      table.last = table.values[0] as number;
    }
    z = advance(z);
    const slot = Math.trunc(table.last / 67108864);
    table.last = table.values[slot] as number;
    table.values[slot] = z;
    const u = Math.fround((1 / MODULUS) * table.last);
    return Math.min(u, LARGEST);
  };
}
