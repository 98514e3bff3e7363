import { type Comparison, PRECISIONS } from '../../packages/simulate/src/node/native-bytes.fixture';
import type { Comparable } from './comparisons';

/** Numbers of comparisons, one for each plan, precision and width. */
export interface Counts {
  equal: number;
  differing: number;
  /** Comparisons that an error kept from being made. */
  failed: number;
  /** Those of images with more than ten different values; of others equality says little. */
  telling: number;
  /** Number of the first plan that was not begun, where the time was over; undefined after all. */
  next?: number;
}

/** Options of a comparison of many plans. */
export interface Range {
  readonly widths: readonly number[];
  /** Number of the first plan, and of the last one; from 1. */
  readonly from: number;
  readonly to: number;
  /** Tells before every plan whether the time is over. */
  readonly isOver: () => boolean;
  /** Receives a line for every plan. */
  readonly print: (line: string) => void;
}

/** Number of different values from which on an image tells something. */
const TELLING = 10;

/** Compares plans in every precision at every width, those of a range alone; a plan that fails does not keep the others from being compared. */
export async function compareAll(plans: readonly Comparable[], range: Range): Promise<Counts> {
  const { widths, from, to, isOver, print } = range;
  const counts: Counts = { equal: 0, differing: 0, failed: 0, telling: 0 };
  for (let number = from; number <= Math.min(to, plans.length); number++) {
    if (isOver()) return { ...counts, next: number };
    const { name, compare } = plans[number - 1] as Comparable;
    const start = performance.now();
    const problems: string[] = [];
    let equal = 0;
    for (const precision of PRECISIONS) {
      let comparisons: readonly Comparison[];
      try {
        comparisons = await compare(precision, widths);
      } catch (error) {
        problems.push(`${precision} failed: ${(error as Error).message}`);
        counts.failed += widths.length;
        continue;
      }
      for (const { vectorBits, values, difference } of comparisons) {
        if (difference === undefined) equal++;
        else problems.push(`${precision} with ${vectorBits} bits differs in ${difference}`);
        counts.differing += Number(difference !== undefined);
        counts.telling += Number(values > TELLING);
      }
    }
    counts.equal += equal;
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    print([`${number}/${plans.length} ${name}: ${equal} equal (${seconds} s)`, ...problems].join('\n  '));
  }
  return counts;
}

/** Formats the last line of a comparison. */
export function summary({ equal, differing, failed, telling, next }: Counts): string {
  const rest = next === undefined ? '' : `; time is over, go on with --from ${next}`;
  return `${equal + differing} compared, ${telling} of them with more than ${TELLING} values: ${equal} equal, ${differing} differing; ${failed} failed${rest}`;
}
