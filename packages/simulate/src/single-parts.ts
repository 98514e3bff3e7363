import { type Experiment, inputsOfCrystal, type SimulationInputs, singleCrystals } from '@braggsim/experiment';
import { quadratureOf } from '@braggsim/sources';

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
  /** Which half of an image with one crystal it is, where spots and background are computed apart. */
  readonly half?: 'spots' | 'background';
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
  const { background = [] } = experiment;
  const isBand = experiment.beam?.spectrum?.between === 'linear';
  if (crystals === undefined) return isBand && background.length > 0 ? bandParts(experiment, inputs) : undefined;
  const isOne = crystals.length === 1 && crystals[0]?.scale === 1;
  const isAlone = background.length === 0 || (isOne && !isBand);
  const parts = crystals.map((single) => ({
    ...single,
    experiment: isAlone ? single.experiment : { ...single.experiment, background: [] },
    inputs: inputsOfCrystal(inputs, single),
  }));
  if (isAlone) return parts;
  const { crystals: _, structureFactors: __, ...others } = experiment;
  const { crystals: ___, ...common } = withoutReflections(inputs);
  const ofBackground = {
    ...(isBand ? overQuadrature(others, common) : { experiment: others, inputs: common }),
    entry: undefined,
    copy: 0,
    scale: 1,
    ownStructureFactors: false,
  };
  return [...parts, ofBackground];
}

/**
 * Takes an experiment whose spectrum is linear between knots apart into its spots, which are integrated over the band, and its
 * background, which is summed over points of the band.
 */
function bandParts(experiment: Experiment, inputs: SimulationInputs): readonly SinglePart[] {
  const common = { entry: undefined, copy: 0, scale: 1, ownStructureFactors: false } as const;
  const { crystal, structureFactors: _, ...others } = experiment;
  const background = { ...overQuadrature(others, withoutReflections(inputs)), ...common, half: 'background' } as const;
  if (!crystal) return [background];
  return [{ experiment: { ...experiment, background: [] }, inputs, ...common, half: 'spots' }, background];
}

/** Returns the inputs of a background, which has no crystal that could scatter. */
const withoutReflections = ({
  reflections: _,
  indexRotations: __,
  byEnergy: ___,
  ...inputs
}: SimulationInputs): SimulationInputs => inputs;

/** Replaces a spectrum that is linear between knots by the lines of a quadrature. */
function overQuadrature(
  { beam, ...experiment }: Experiment,
  { spectrum, ...inputs }: SimulationInputs,
): Pick<SinglePart, 'experiment' | 'inputs'> {
  const lines = { ...beam, spectrum: { ...beam?.spectrum, between: 'lines' } } as const;
  return {
    experiment: { ...experiment, beam: lines },
    inputs: { ...inputs, ...(spectrum && { spectrum: quadratureOf(spectrum) }) },
  };
}
