import { type StageRequest, usageError } from '@braggsim/core';
import type { Derived, PixelMask, Pixels } from '@braggsim/core/derived';
import { boundsWithin, type PixelBounds } from '@braggsim/core/kernel';
import { compatibilityOf, type Experiment, LABELS, type SimulationInputs, withCell } from '@braggsim/experiment';
import { digitizing, type PreparedReadout, prepareReadout, type ReadoutResources } from '@braggsim/simulate';
import { planMemory } from '@braggsim/simulate/shots';
import { type DrawnShot, shotDraws, type Tables } from '../draws/draw-shot';
import type { Plan } from '../plan/plan';
import { exposedFrame, type LatticeFrame, restingFrame, turnedFrame } from './crystal-frame';
import { sizeOf, wholePanel } from './held-pixels';
import { keptPart } from './kept-part';
import { type LabelRow, labelMaker } from './label-row';
import { prediction, spotRadius } from './predict';
import { type Scratch, scratch } from './scratch';
import { crystalsAlone, severalLattices, withoutCrystal } from './shot-experiment';
import { type ImageResources, measuredOnce, type PixelLabelImages, shotImages } from './shot-images';
import { findSpots, type NoiseFree, type Spot } from './spots';
import { USUAL_READOUT } from './usual-readout';

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
  /** Mean photon energy and indices of what scatters into each pixel, where the plan asks for them; none for a miss. */
  readonly pixelLabels: PixelLabelImages;
  /** 1 for the pixels of the panel that are measured, [slow, fast]. */
  readonly measured: Uint8Array;
  /** Recorded values of the pixels that are held, [slow, fast]. */
  readonly recorded: Pixels;
  readonly fullScale: number;
  readonly spots: readonly Spot[];
  readonly labels: LabelRow;
}

/** Makes the shots of a plan, each as a function of its number, one after the other. */
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
  refusePanels(plan.experiment);
  const drawn = shotDraws(plan, resources.tables);
  const making: Making = {
    plan,
    resources,
    images: shotImages(resources),
    readouts: readoutOf(plan, resources),
    measured: measuredOnce(resources.masks ?? []),
    kept: keptPart(plan, resources.stages),
    empty: planMemory(),
    sums: scratch((length) => new Float32Array(length)),
    labels: labelMaker(plan),
  };
  return {
    make: async (number) => {
      const shot = drawn(number);
      try {
        return await makeShot(shot, making);
      } catch (error) {
        if (error instanceof Error) error.message = `shot ${number}: ${error.message}`;
        throw error;
      }
    },
  };
}

/**
 * Refuses what a data set has no labels for.
 *
 * @throws BraggsimError (`usage`) for a detector of several panels
 */
export function refusePanels({ detector }: Experiment): void {
  if (!detector?.panels) return;
  throw usageError(
    `detector.panels: a data set has a detector of one panel, since places in its labels are those of one image; found ${detector.panels.length}: give the numbers of one panel, or simulate the images with 'braggsim simulate'`,
  );
}

interface Making {
  readonly plan: Plan;
  readonly resources: ShotResources;
  readonly images: ReturnType<typeof shotImages>;
  readonly readouts: ReturnType<typeof readoutOf>;
  readonly measured: ReturnType<typeof measuredOnce>;
  readonly kept: ReturnType<typeof keptPart>;
  readonly empty: ReturnType<typeof planMemory>;
  /** Memory of the photons that are recorded. */
  readonly sums: Scratch<Float32Array>;
  readonly labels: ReturnType<typeof labelMaker>;
}

async function makeShot(drawn: DrawnShot, making: Making): Promise<Shot> {
  const { plan, resources, images, readouts } = making;
  const { inputs, cell } = await resources.load(drawn.experiment);
  const { experiment, held: part } = await making.kept(withCell(drawn.experiment, cell), drawn.quadrant);
  const { derived, frames, bragg, pixelLabels } = drawn.hit
    ? await crystals(experiment, inputs, drawn, part, making)
    : { derived: emptyDerivation(experiment, inputs, making), frames: [], bragg: undefined, pixelLabels: {} };
  if (plan.labels.photons === false) {
    const nothing = { measured: NOTHING.measured, recorded: NOTHING.bragg, fullScale: Number.NaN, spots: [] };
    const none = { noiseFree: NOTHING, ...nothing };
    return { drawn, derived, frames, pixelLabels, ...none, labels: making.labels({ drawn, derived, frames }) };
  }
  const held = part ?? wholePanel(derived.detector);
  const beneath = withoutCrystal(experiment, drawn.hit ? derived.oversample : givenOversample(experiment));
  const background = await images.background(beneath, inputs, held);
  const measured = making.measured(derived);
  const region = boundsWithin(derived.detector.region, derived.detector);
  const noiseFree: NoiseFree = {
    bragg: bragg ?? new Float32Array(sizeOf(held)),
    background,
    measured: measured(held),
    held,
    region,
  };
  const photons = bragg ? sumOf(bragg, background, making.sums.any(bragg.length)) : background;
  const { record, fullScale } = await readouts(experiment, derived);
  const recorded = await record(photons, drawn.shot, resources.signal, part !== undefined);
  const radius = drawn.hit ? spotRadius(derived) : Number.NaN;
  const spots = drawn.hit ? findSpots(noiseFree, frames, prediction(derived), radius, plan.labels) : [];
  // A readout without stages returns what it was given, which is memory for the next shot.
  const seen = { spots, noiseFree, recorded: recorded === photons ? photons.slice() : recorded, fullScale };
  const labels = making.labels({ drawn, derived, frames, seen: { ...seen, spotRadius: radius } });
  return { drawn, derived, frames, pixelLabels, measured: measured(wholePanel(derived.detector)), ...seen, labels };
}

/** The image of a shot that has none. */
const NOTHING: NoiseFree = {
  bragg: new Float32Array(),
  background: new Float32Array(),
  measured: new Uint8Array(),
  held: { fast: [0, 0], slow: [0, 0] },
  region: { fast: [0, 0], slow: [0, 0] },
};

/** Adds two images. */
export function sumOf(a: Float32Array, b: Float32Array, sum: Float32Array = new Float32Array(a.length)): Float32Array {
  for (let i = 0; i < sum.length; i++) sum[i] = (a[i] as number) + (b[i] as number);
  return sum;
}

/** Returns the subpixels of a background without a crystal, for whose spots alone `auto` takes more than one. */
const givenOversample = ({ sampling: { oversample = 'auto' } = {} }: Experiment): number =>
  oversample === 'auto' ? 1 : oversample;

/** Computes the spots of all lattices of a shot. */
async function crystals(
  experiment: Experiment,
  inputs: SimulationInputs,
  { turns }: DrawnShot,
  part: PixelBounds | undefined,
  { images, plan: { labels, images: stored } }: Making,
) {
  const alone = crystalsAlone(experiment, inputs.reflections !== undefined);
  const derived = images.derive(alone, inputs);
  const first = restingFrame(derived);
  const frames = [first, ...turns.map((turn) => turnedFrame(first, turn))].map((frame) => exposedFrame(frame, derived));
  if (labels.photons === false) return { derived, frames, bragg: undefined, pixelLabels: {} };
  const also = stored === 'none' ? [] : LABELS.filter((label) => stored.also.includes(label));
  const held = part ?? wholePanel(derived.detector);
  const { photons, built, pixelLabels } = await images.spots(severalLattices(alone, first, turns), inputs, held, also);
  return { derived: { ...derived, oversample: built.derived.oversample }, frames, bragg: photons, pixelLabels };
}

/** Returns what follows from an experiment in which no crystal is in the beam. */
const emptyDerivation = (experiment: Experiment, inputs: SimulationInputs, { resources, empty }: Making): Derived => {
  const { matrix: _, reflections: __, ...others } = inputs;
  return empty.derive(withoutCrystal(experiment), others, compatibilityOf(experiment), resources.stages).derived;
};

/** Creates the readout of shots, which is prepared again only where it differs from that of the last shot. */
function readoutOf({ seed }: Plan, { readout: resources, stages, reuse }: ShotResources) {
  let last:
    | {
        readonly chain: readonly StageRequest[];
        readonly detector: unknown;
        readonly roi: unknown;
        readonly readout: PreparedReadout;
      }
    | undefined;
  /** The values of the last shot, where they are memory for the next one. */
  let before: readonly Pixels[] = [];
  return async (experiment: Experiment, { detector }: Derived) => {
    const chain = experiment.readout ?? USUAL_READOUT;
    const roi = experiment.sampling?.roi;
    if (last?.chain !== chain) before = [];
    if (last?.chain !== chain || last.detector !== experiment.detector || last.roi !== roi) {
      const panel = { ...detector, region: detector.region };
      const readout = await prepareReadout(chain, [panel], seed, { ...resources, stages: stages.readouts });
      last = { chain, detector: experiment.detector, roi, readout };
    }
    const { readout } = last;
    const record = async (photons: Pixels, shot: number, signal: AbortSignal | undefined, isCropped: boolean) => {
      const into = before[0]?.length === photons.length ? before : [];
      const { values } = await readout.record([photons], shot, signal, isCropped, into);
      if (reuse) before = values;
      return values[0] as Pixels;
    };
    return { record, fullScale: digitizing(chain)?.maximum ?? Number.POSITIVE_INFINITY };
  };
}
