import { type Experiment, inputsOfCrystal, type SimulationInputs, singleCrystals } from '@braggsim/experiment';

/** A part of an image that several crystals make: one of them, or the background, as an experiment of its own. */
export interface SinglePart {
  readonly experiment: Experiment;
  readonly inputs: SimulationInputs;
  /** Number of the entry in `crystals`, from 0; undefined for the background. */
  readonly entry: number | undefined;
  /** Number of the copy of a crystal, from 0. */
  readonly copy: number;
  /** Number of the coherent blocks in the beam. */
  readonly scale: number;
  /** Whether the structure factors are those of the crystal alone. */
  readonly ownStructureFactors: boolean;
}

/**
 * Takes an experiment with several crystals apart. Where the only crystal counts once, it keeps the background, and the
 * image is that of an experiment with `crystal`.
 *
 * @returns undefined for an experiment without the list
 * @throws BraggsimError (`usage`) as `singleCrystals`
 */
export function singleParts(experiment: Experiment, inputs: SimulationInputs): readonly SinglePart[] | undefined {
  const crystals = singleCrystals(experiment);
  if (crystals === undefined) return undefined;
  const { background = [] } = experiment;
  const isAlone = background.length === 0 || (crystals.length === 1 && crystals[0]?.scale === 1);
  const parts = crystals.map((single) => ({
    ...single,
    experiment: isAlone ? single.experiment : { ...single.experiment, background: [] },
    inputs: inputsOfCrystal(inputs, single),
  }));
  if (isAlone) return parts;
  const { crystals: _, structureFactors: __, ...others } = experiment;
  const { crystals: ___, ...common } = inputs;
  const ofBackground = {
    experiment: others,
    inputs: common,
    entry: undefined,
    copy: 0,
    scale: 1,
    ownStructureFactors: false,
  };
  return [...parts, ofBackground];
}
