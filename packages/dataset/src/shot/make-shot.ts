import { type StageRequest, usageError } from '@braggsim/core';
import type { Derived, PixelMask, Pixels } from '@braggsim/core/derived';
import { compatibilityOf, type Experiment, type SimulationInputs } from '@braggsim/experiment';
import { derive, digitizing, type PreparedReadout, prepareReadout, type ReadoutResources } from '@braggsim/simulate';
import { type DrawnShot, shotDraws, type Tables } from '../draws/draw-shot';
import type { Plan } from '../plan/plan';
import { exposedFrame, type LatticeFrame, restingFrame, turnedFrame } from './crystal-frame';
import { type LabelRow, labelRow } from './label-row';
import { prediction, spotRadius } from './predict';
import { crystalsAlone, severalLattices, withoutCrystal } from './shot-experiment';
import { type ImageResources, measuredPixels, shotImages } from './shot-images';
import { findSpots, type NoiseFree, type Spot } from './spots';

/** An experiment with the contents of the files that it names. */
export interface LoadedInputs {
  readonly inputs: SimulationInputs;
  /** Cell of a model or list, for experiments without a cell of their own. */
  readonly cell?: readonly number[];
}

/** What shots are made with. */
export interface ShotResources extends ImageResources {
  readonly tables?: Tables;
  /** Reads the files of an experiment; the same object for experiments that name the same ones. */
  readonly load: (experiment: Experiment) => Promise<LoadedInputs>;
  readonly readout?: Omit<ReadoutResources, 'stages'>;
  /** Masked pixels of the panel, besides gaps: other values than 0. */
  readonly masks?: readonly (PixelMask | undefined)[];
}

/** A shot of a data set. */
export interface Shot {
  readonly drawn: DrawnShot;
  readonly derived: Derived;
  /** Frames of the lattices at the middle of the exposure; none for a miss. */
  readonly frames: readonly LatticeFrame[];
  readonly noiseFree: NoiseFree;
  /** Recorded values, [slow, fast]. */
  readonly recorded: Pixels;
  readonly fullScale: number;
  readonly spots: readonly Spot[];
  readonly labels: LabelRow;
}

/** The readout of a data set that asks for none: photon noise, and whole numbers without an offset. */
export const USUAL_READOUT: readonly StageRequest[] = [
  { kind: 'photon' },
  { kind: 'digitize', type: 'i32', offset: 0 },
];

/** Makes the shots of a plan, each as a function of its number. */
export interface ShotMaker {
  /**
   * Makes a shot.
   *
   * @throws BraggsimError that names the shot for draws that no experiment can have, (`interrupted`) when the signal is raised
   */
  make(shot: number): Promise<Shot>;
}

/**
 * Creates the maker of the shots of a plan.
 *
 * @throws BraggsimError (`usage`) for a detector of several panels
 */
export function shotMaker(plan: Plan, resources: ShotResources): ShotMaker {
  if (plan.experiment.detector?.panels)
    throw usageError(
      'a data set has a detector of one panel: leave detector.panels out, or simulate its images one by one',
    );
  const drawn = shotDraws(plan, resources.tables);
  const images = shotImages(resources);
  const readouts = readoutOf(plan, resources);
  return {
    make: async (number) => {
      const shot = drawn(number);
      try {
        return await makeShot(plan, shot, { resources, images, readouts });
      } catch (error) {
        if (error instanceof Error) error.message = `shot ${number}: ${error.message}`;
        throw error;
      }
    },
  };
}

interface Making {
  readonly resources: ShotResources;
  readonly images: ReturnType<typeof shotImages>;
  readonly readouts: ReturnType<typeof readoutOf>;
}

async function makeShot(plan: Plan, drawn: DrawnShot, { resources, images, readouts }: Making): Promise<Shot> {
  const { inputs, cell } = await resources.load(drawn.experiment);
  const experiment = withCell(drawn.experiment, cell);
  const { derived, frames, bragg } = drawn.hit
    ? await crystals(experiment, inputs, drawn, images)
    : { derived: emptyDerivation(experiment, inputs, resources), frames: [], bragg: undefined };
  const { pixelsFast, pixelsSlow } = derived.detector;
  const size = pixelsFast * pixelsSlow;
  const beneath = withoutCrystal(experiment, drawn.hit ? derived.oversample : givenOversample(experiment));
  const background = await images.background(beneath, inputs, size);
  const noiseFree: NoiseFree = {
    bragg: bragg ?? new Float32Array(size),
    background,
    measured: measuredPixels(derived, resources.masks ?? []),
  };
  const photons = bragg ? bragg.map((value, i) => value + (background[i] as number)) : background;
  const { readout, fullScale } = await readouts(experiment, derived);
  const { values } = await readout.record([photons], drawn.shot, resources.signal);
  const radius = drawn.hit ? spotRadius(derived) : Number.NaN;
  const spots = drawn.hit ? findSpots(noiseFree, frames, prediction(derived), radius, plan.labels) : [];
  const recorded = values[0] as Pixels;
  const labelled = { drawn, derived, frames, spots, spotRadius: radius, noiseFree, recorded, fullScale };
  return { ...labelled, labels: labelRow(plan, labelled) };
}

/** Subpixels of a background without a crystal, for whose spots alone `auto` takes more than one. */
const givenOversample = ({ sampling: { oversample = 'auto' } = {} }: Experiment): number =>
  oversample === 'auto' ? 1 : oversample;

const withCell = (experiment: Experiment, cell: readonly number[] | undefined): Experiment =>
  !cell || experiment.crystal?.cell || experiment.crystal?.matrix
    ? experiment
    : { ...experiment, crystal: { ...experiment.crystal, cell } };

/** Computes the spots of all lattices of a shot. */
async function crystals(
  experiment: Experiment,
  inputs: SimulationInputs,
  { turns }: DrawnShot,
  images: Making['images'],
) {
  const alone = crystalsAlone(experiment, inputs.reflections !== undefined);
  const { derived } = derive(alone, inputs, compatibilityOf(alone));
  const first = restingFrame(derived);
  const { photons, built } = await images.spots(severalLattices(alone, first, turns), inputs);
  const frames = [first, ...turns.map((turn) => turnedFrame(first, turn))].map((frame) => exposedFrame(frame, derived));
  return { derived: { ...derived, oversample: built.derived.oversample }, frames, bragg: photons };
}

/** What follows from an experiment in which no crystal is in the beam. */
const emptyDerivation = (experiment: Experiment, inputs: SimulationInputs, { stages }: ShotResources): Derived => {
  const { matrix: _, reflections: __, ...others } = inputs;
  return derive(withoutCrystal(experiment), others, compatibilityOf(experiment), stages).derived;
};

/** Creates the readout of shots, which is prepared again only where it differs from that of the last shot. */
function readoutOf({ seed }: Plan, { readout: resources, stages }: ShotResources) {
  let last:
    | { readonly chain: readonly StageRequest[]; readonly detector: unknown; readonly readout: PreparedReadout }
    | undefined;
  return async (experiment: Experiment, { detector }: Derived) => {
    const chain = experiment.readout ?? USUAL_READOUT;
    if (last?.chain !== chain || last.detector !== experiment.detector) {
      const panel = { ...detector, region: detector.region };
      const readout = await prepareReadout(chain, [panel], seed, { ...resources, stages: stages.readouts });
      last = { chain, detector: experiment.detector, readout };
    }
    return { readout: last.readout, fullScale: digitizing(chain)?.maximum ?? Number.POSITIVE_INFINITY };
  };
}
