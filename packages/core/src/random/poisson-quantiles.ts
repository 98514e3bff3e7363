/** Means per photon, and words, that share an entry of the table. */
const BUCKETS = 64;
const WORD_BITS = 8;
const WORDS = 2 ** WORD_BITS;
/** Bits that are left out of a word to find its entry. */
const REST_BITS = 32 - WORD_BITS;
/** Margin of a deviate that covers the roundings of the sums of probabilities. */
const MARGIN = 1e-12;

/** Entry for means and words whose counts differ. */
export const UNDECIDED = 255;

/** Appends the smallest counts whose sum of probabilities is at least that of each deviate in ascending order. */
function quantiles(mean: number, deviates: readonly number[]): number[] {
  let count = 0;
  let probability = Math.exp(-mean);
  let below = probability;
  return deviates.map((u) => {
    while (u > below && probability > 0) {
      count++;
      probability *= mean / count;
      below += probability;
    }
    return count;
  });
}

const starts = Array.from({ length: WORDS }, (_, word) => word / WORDS - MARGIN);
const ends = Array.from({ length: WORDS }, (_, word) => (word + 1) / WORDS + MARGIN);

/**
 * A table of Poisson counts by mean and random word. The count grows with both, so that where it is the same at both ends of a
 * bucket of means and an interval of deviates, it is the same for all of them, and nothing has to be searched for.
 */
export interface PoissonQuantiles {
  readonly counts: Uint8Array;
  /** Returns the index of the entry of a mean, at least 0 and below the largest one, and of a word. */
  readonly entryOf: (mean: number, word: number) => number;
}

/**
 * Creates a table of Poisson counts by mean and random word, whose entries are computed when they are first read.
 *
 * @param largest mean up to which there are entries, a whole number
 */
export function poissonQuantiles(largest: number): PoissonQuantiles {
  const counts = new Uint8Array(largest * BUCKETS * WORDS);
  const isFilled = new Uint8Array(largest * BUCKETS);
  const fill = (bucket: number): void => {
    const least = quantiles(bucket / BUCKETS, starts);
    const most = quantiles((bucket + 1) / BUCKETS, ends);
    const row = counts.subarray(bucket * WORDS, (bucket + 1) * WORDS);
    for (let word = 0; word < WORDS; word++)
      row[word] = least[word] === most[word] ? (least[word] as number) : UNDECIDED;
    // Rare counts are searched for with more digits than a word has.
    row[WORDS - 1] = UNDECIDED;
    isFilled[bucket] = 1;
  };
  return {
    counts,
    entryOf: (mean, word) => {
      const bucket = (mean * BUCKETS) | 0;
      if (isFilled[bucket] === 0) fill(bucket);
      return (bucket << WORD_BITS) | (word >>> REST_BITS);
    },
  };
}
