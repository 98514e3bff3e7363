import { runFailure, type Term } from '@braggsim/core';
import type { Plan, Registry } from '@braggsim/core/kernel';
import { planParts } from '@braggsim/core/plans';
import { formatG } from '@braggsim/core/text';

/** Values that are added up at a time when NaN is searched: a sum is NaN where a value is. */
const BLOCK = 4096;

/** Returns the index of the first value that is NaN; -1 when there is none. */
export function firstNotANumber(values: ArrayLike<number>): number {
  for (let start = 0; start < values.length; start += BLOCK) {
    const end = Math.min(start + BLOCK, values.length);
    if (!Number.isNaN(sumOf(values, start, end))) continue;
    // Infinite values of both signs give NaN as well.
    for (let i = start; i < end; i++) if (Number.isNaN(values[i])) return i;
  }
  return -1;
}

/** Returns the sum of values [start, end), in four interleaved sums: each addition waits for the one before in its sum. */
function sumOf(values: ArrayLike<number>, start: number, end: number): number {
  let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
  let i = start;
  for (; i + 3 < end; i += 4) {
    sum0 += values[i] as number;
    sum1 += values[i + 1] as number;
    sum2 += values[i + 2] as number;
    sum3 += values[i + 3] as number;
  }
  for (; i < end; i++) sum0 += values[i] as number;
  return sum0 + sum1 + sum2 + sum3;
}

/** Tells whether a table that terms look up, such as that of structure factors, has NaN entries. */
const hasNotANumber = (plan: Plan): boolean =>
  planParts(plan).some(({ fixed }) => Object.values(fixed.tables).some(({ values }) => firstNotANumber(values) >= 0));

/**
 * Checks that expected photons are numbers, as far as the tables of the plan are.
 *
 * @param photons [slow, fast] of every panel
 * @param kernel id of the kernel that computed them, for the message
 * @throws BraggsimError (`failed`) that names the pixel, the term that gives NaN there and the inputs of the term
 */
export async function checkNumbers(
  plan: Plan,
  terms: Registry<Term>,
  photons: readonly ArrayLike<number>[],
  kernel: string,
): Promise<void> {
  for (const [panel, values] of photons.entries()) {
    const at = firstNotANumber(values);
    if (at < 0 || hasNotANumber(plan)) continue;
    const { pixelsFast } = plan.fixed.panels[panel] as Plan['fixed']['panels'][number];
    const pixel = { panel, fast: at % pixelsFast, slow: Math.floor(at / pixelsFast) };
    const { findNotANumber } = await import('@braggsim/kernel-cpu');
    let found: Awaited<ReturnType<typeof findNotANumber>>;
    for (const part of planParts(plan)) found ??= await findNotANumber(part, terms, pixel);
    const place = `at fast ${pixel.fast}, slow ${pixel.slow}${panel > 0 ? ` of panel ${panel}` : ''}`;
    if (!found) {
      throw runFailure(
        `the ${kernel} kernel gives NaN, not a number, ${place}, and the reference kernel does not; take --kernel reference or --precision double`,
      );
    }
    const inputs = Object.entries(found.inputs).map(([name, value]) => `${name} = ${formatG(value)}`);
    throw runFailure(
      `the ${found.term} gives NaN, not a number, ${place}${inputs.length > 0 ? `, where ${inputs.join(', ')}` : ''}`,
    );
  }
}
