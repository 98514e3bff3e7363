import { runFailure, type Term } from '@braggsim/core';
import type { Plan, Registry } from '@braggsim/core/kernel';
import { formatG } from '@braggsim/core/text';

/** The index of the first value that is NaN; -1 when there is none. */
export function firstNotANumber(values: ArrayLike<number>): number {
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) return i;
  return -1;
}

/** Whether a table that terms look up, such as that of structure factors, has entries that are NaN. */
const hasNotANumber = ({ fixed }: Plan): boolean =>
  Object.values(fixed.tables).some(({ values }) => firstNotANumber(values) >= 0);

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
    const found = await findNotANumber(plan, terms, pixel);
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
