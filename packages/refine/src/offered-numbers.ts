import { isBraggsimError } from '@braggsim/core';
import type { Experiment } from '@braggsim/experiment';
import type { LatticeSymmetry } from '@braggsim/lattice';
import { cellRule } from './cell-numbers';
import type { ModelSource } from './model-source';
import { freeNumbers } from './refinable';
import { GROUPS, type RefinableNumber } from './refinable-numbers';
import { beamNumbers, startModel } from './start-model';

/** A number that a user may free. */
export type OfferedNumber = Pick<RefinableNumber, 'name' | 'unit' | 'start' | 'lower' | 'upper'>;

/** Numbers that are freed by one name. */
export interface OfferedGroup {
  readonly group: string;
  /** None for amplitudes, which follow from the boxes, and where the experiment does not allow them. */
  readonly numbers: readonly OfferedNumber[];
  /** Why the experiment does not allow them. */
  readonly problem?: string;
}

/**
 * Lists what can be refined of an experiment, with the values and default bounds from which a refinement starts.
 *
 * @param lattice symmetry of the cell; what the cell shows when absent
 * @throws BraggsimError (`usage`, `data`) for an experiment that cannot be refined at all
 */
export async function offeredNumbers(
  given: Experiment,
  source: ModelSource,
  lattice?: LatticeSymmetry,
): Promise<OfferedGroup[]> {
  const { experiment, derived } = await startModel(given, source, GROUPS);
  const { free: cell } = cellRule(experiment.crystal?.cell ?? [], lattice);
  const beam = beamNumbers(derived);
  const panels = (experiment.detector?.panels ?? []).map(({ name }, i) => `panel:${name ?? `p${i}`}`);
  return [...GROUPS, ...panels].map((group): OfferedGroup => {
    try {
      const choice = { free: [group], fix: [], bounds: [], ties: [] };
      const numbers = freeNumbers(experiment, choice, cell, beam);
      return {
        group,
        numbers: numbers.map(({ name, unit, start, lower, upper }) => ({ name, unit, start, lower, upper })),
      };
    } catch (error) {
      if (!isBraggsimError(error, 'usage')) throw error;
      return { group, numbers: [], problem: error.message };
    }
  });
}
