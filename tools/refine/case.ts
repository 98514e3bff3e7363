import { fileURLToPath } from 'node:url';
import { units, type Vec3, vector } from '@braggsim/core';
import { ran1 } from '@braggsim/core/random';
import type { Experiment, SimulationInputs } from '@braggsim/experiment';
import { resolveFiles } from '@braggsim/experiment/node';
import { serialPoisson } from '@braggsim/noise';
import {
  type Calibration,
  type RefinedShot,
  type RefineOptions,
  refineOptions,
  refineShot,
  type Shot,
  type Spot,
} from '@braggsim/refine';
import { createModelEvaluator, withNumbers } from '@braggsim/simulate';

const reflections = fileURLToPath(new URL('../../examples/lysozyme/lysozyme_1vat.hkl.gz', import.meta.url));

/** A still of lysozyme with 8 x 8 x 16 unit cells. */
export const TRUTH: Experiment = {
  beam: { wavelengthA: 1, fluencePerM2: 5e26, polarization: 0 },
  detector: { convention: 'mosflm', distanceMm: 120, pixelMm: 0.1, pixelsFast: 480, pixelsSlow: 480 },
  crystal: { cell: [78.35, 78.35, 37.54, 90, 90, 90], misset: [12, -33, 57], cells: [8, 8, 16], shape: 'square' },
  structureFactors: { file: reflections, interpolation: 'nearest' },
  sampling: { oversample: 1 },
};

/** How far a start is from the truth. */
export interface StartErrors {
  /** Turn of the crystal about axes of the laboratory, deg. */
  readonly turn: Vec3;
  /** Relative errors of a and c. */
  readonly cell: readonly [number, number];
  readonly cells: number;
  readonly fluence: number;
}

/** The errors that the acceptance tests begin with, unless they say otherwise. */
export const USUAL: StartErrors = { turn: [0.05, 0.1, -0.1], cell: [0.005, -0.005], cells: 0.9, fluence: 0.8 };

/** Returns the experiment of the truth with errors. */
export function startOf({ turn, cell, cells, fluence }: StartErrors, truth = TRUTH): Experiment {
  const { cell: [a = 0, , c = 0] = [], cells: sizes = [] } = truth.crystal ?? {};
  const [edge, third] = [a * (1 + cell[0]), c * (1 + cell[1])];
  const turned = withNumbers(truth, { 'turn.x': turn[0], 'turn.y': turn[1], 'turn.z': turn[2] });
  return {
    ...turned,
    beam: { ...turned.beam, fluencePerM2: (truth.beam?.fluencePerM2 ?? 0) * fluence },
    crystal: {
      ...turned.crystal,
      cell: [edge, edge, third, 90, 90, 90],
      cells: sizes.map((n) => n * cells) as unknown as Vec3,
    },
  };
}

/** How the cases refine unless they say otherwise: as `braggsim refine` does, in boxes of 13 x 13 pixels. */
export const OPTIONS: RefineOptions = refineOptions({ boxPx: 6 }, false, undefined);

/** Reads the files of the case. */
export async function caseInputs(): Promise<SimulationInputs> {
  return (await resolveFiles(TRUTH)).inputs;
}

/** Photons of background at every pixel. */
export const BACKGROUND = 7;

/** Computes the expected photons of the truth without background. */
export async function expectedPhotons(inputs: SimulationInputs, truth = TRUTH): Promise<Float64Array> {
  const { pixelsFast = 0, pixelsSlow = 0 } = truth.detector ?? {};
  const boxes = [{ panel: 0, fast: [0, pixelsFast] as const, slow: [0, pixelsSlow] as const }];
  const model = await createModelEvaluator(truth, { parameters: [], boxes, inputs });
  const { photons } = await model.evaluate([]);
  await model.close();
  return photons;
}

/** Makes a shot of the case: photons drawn with a seed, read out with a calibration. */
export function measuredShot(
  expected: Float64Array,
  seed: number,
  { start, inputs, spots }: Pick<Shot, 'inputs' | 'spots'> & { readonly start: Experiment },
  calibration: Calibration = { gain: 1, offset: 40, readNoise: 0 },
): Shot {
  const draw = serialPoisson(seed);
  const uniform = ran1(-seed - 1000);
  const gaussian = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const { gain, offset, readNoise } = calibration;
  const values = expected.map((photons) => {
    const counts = draw(photons + BACKGROUND);
    return Math.round(gain * counts + offset + (readNoise > 0 ? readNoise * gaussian() : 0));
  });
  const { pixelsFast = 0, pixelsSlow = 0 } = start.detector ?? {};
  return {
    experimentName: 'start',
    imageName: `seed ${seed}`,
    experiment: start,
    inputs,
    spots,
    measurement: { panels: [{ values, pixelsFast, pixelsSlow }], calibration, trusted: [-1e9, gain * 60000] },
  };
}

/** Places of 60 strong spots of the truth, which tests give as boxes. */
export async function strongSpots(
  expected: Float64Array,
  inputs: SimulationInputs,
  truth = TRUTH,
): Promise<readonly Spot[]> {
  const shot = measuredShot(expected, 999, { start: truth, inputs, spots: undefined });
  const { pixels } = await refineShot(shot, { ...OPTIONS, free: ['scale'] });
  const peak = ({ panel: _panel, centre: [fast, slow] }: Spot) => expected[slow * 480 + fast] ?? 0;
  return [...pixels.boxes].sort((one, other) => peak(other) - peak(one)).slice(0, 60);
}

/** Axes of the crystal's mis-setting. */
export const rotationOf = ({ crystal }: Experiment): vector.Basis => {
  const misset = crystal?.misset === 'random' ? [] : (crystal?.misset ?? []);
  const [x = 0, y = 0, z = 0] = misset.map(units.fromDegrees);
  return vector.mapBasis(vector.rows(vector.IDENTITY), (v) => vector.rotateXYZ(v, x, y, z));
};

/** Errors of the refined numbers in the order of the fit: turns in deg, cell in A, logarithms of cells and scale. */
export function errorsOf({ refined }: RefinedShot, truth = TRUTH): number[] {
  const [one, other] = [rotationOf(refined), rotationOf(truth)];
  // The rotation between two orientations is small: half the sum of the cross products of their axes.
  const turn = one
    .map((axis, i) => vector.cross(other[i] as Vec3, axis))
    .reduce((sum, v) => vector.add(sum, v), [0, 0, 0] as Vec3)
    .map((component) => units.toDegrees(component / 2));
  const edges = (experiment: Experiment) => experiment.crystal?.cell ?? [];
  const logarithms = ({ crystal, beam }: Experiment) =>
    [...(crystal?.cells ?? []), beam?.fluencePerM2 ?? 0].map((value) => Math.log(value));
  const difference = (found: readonly number[], given: readonly number[]) =>
    found.map((value, i) => value - (given[i] ?? 0));
  const [a = 0, , c = 0] = difference(edges(refined), edges(truth));
  return [...turn, a, c, ...difference(logarithms(refined), logarithms(truth))];
}

export const NAMES = ['turn.x', 'turn.y', 'turn.z', 'cell.a', 'cell.c', 'ncells.a', 'ncells.b', 'ncells.c', 'scale'];
