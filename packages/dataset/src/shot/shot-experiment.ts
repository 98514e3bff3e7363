import type { Experiment } from '@braggsim/experiment';
import type { Quaternion } from '../draws/directions';
import { type LatticeFrame, turnedFrame } from './crystal-frame';

/** A crystal that scatters nothing, for what of an experiment does not depend on its crystal. */
const NO_CRYSTAL: NonNullable<Experiment['crystal']> = { cell: [1], cells: [1, 1, 1] };

/** Returns the experiment without its crystal: its beam, its detector and its background. */
export function withoutCrystal(experiment: Experiment, oversample = 1): Experiment {
  const { crystal: _, crystals: __, structureFactors: ___, ...others } = experiment;
  return {
    ...others,
    crystal: NO_CRYSTAL,
    structureFactors: { default: 0 },
    sampling: { ...experiment.sampling, oversample },
  };
}

/** Fraction of its own peak below which a spot is left out unless the plan says otherwise. */
const SPOT_CUTOFF = 1e-5;

/** Returns the experiment of the crystals alone, in which the direct beam is dark and spots end where they are faint unless the plan says otherwise. */
export function crystalsAlone(experiment: Experiment, hasList: boolean): Experiment {
  const { structureFactors, sampling, compat } = experiment;
  const f000 = hasList && structureFactors?.f000 === undefined ? { f000: 0 } : {};
  // The C program has no such cutoff.
  const cutoff = compat === 'nanobragg-c' ? {} : { spotCutoff: SPOT_CUTOFF };
  return {
    ...experiment,
    background: [],
    structureFactors: { ...structureFactors, ...f000 },
    sampling: { ...cutoff, ...sampling },
  };
}

/**
 * Returns the experiment of several lattices of one crystal, each with its own orientation and an equal share of the crystal.
 *
 * @param first frame of the first lattice with the spindle at 0
 * @param turns rotations that take it to the others
 */
export function severalLattices(experiment: Experiment, first: LatticeFrame, turns: readonly Quaternion[]): Experiment {
  if (turns.length === 0) return experiment;
  const { crystal = {}, ...others } = experiment;
  const { misset: _, missetSeed: __, matrix: ___, orientation: ____, ...same } = crystal;
  const scale = 1 / (turns.length + 1);
  const further = turns.map((turn) => ({ ...same, orientation: [...turnedFrame(first, turn).u], scale }));
  return { ...others, crystals: [{ ...crystal, scale }, ...further] };
}
