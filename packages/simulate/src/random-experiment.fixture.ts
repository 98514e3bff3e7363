import type { SourceRow } from '@braggsim/core';
import { COMPATIBILITY_OPTIONS, type CompatibilityOptionId } from '@braggsim/core/derived';
import type { Experiment, SimulationInputs } from '@braggsim/experiment';
import type { Reflections } from '@braggsim/reflections';
import { type Random, random } from '@braggsim/testkit';
import { changed } from './cube.fixture';
import { coveringRows, type Row } from './pairs.fixture';

/** An experiment for kernels to agree on, with the contents of its files. */
export interface Trial {
  readonly name: string;
  readonly experiment: Experiment;
  readonly inputs: SimulationInputs;
}

type Level = (draw: Random) => Experiment;
const fixed =
  (change: Experiment): Level =>
  () =>
    change;
const levels = <T>(values: readonly T[], change: (value: T) => Experiment): Level[] =>
  values.map((value) => fixed(change(value)));

const LARGEST_INDEX = 6;

/** Returns a box of amplitudes with holes. The images reach beyond it. */
const reflections: Reflections = (() => {
  const all = Array.from({ length: (2 * LARGEST_INDEX + 1) ** 3 }, (_, i) => {
    const side = 2 * LARGEST_INDEX + 1;
    const hkl = [Math.floor(i / side ** 2), Math.floor(i / side) % side, i % side].map((x) => x - LARGEST_INDEX);
    return { hkl, F: 20 + ((i * 37) % 181) };
  }).filter((_, i) => i % 17 !== 3);
  const column = (axis: number) => Int32Array.from(all, ({ hkl }) => hkl[axis] as number);
  const edge = [LARGEST_INDEX, LARGEST_INDEX, LARGEST_INDEX] as const;
  return {
    count: all.length,
    h: column(0),
    k: column(1),
    l: column(2),
    F: Float64Array.from(all, ({ F }) => F),
    min: [-edge[0], -edge[1], -edge[2]],
    max: edge,
  };
})();

const sources: readonly SourceRow[] = [
  { direction: [-1, 0, 0], weight: 1, wavelengthM: 1.0e-10 },
  { direction: [-1, 0.002, 0], weight: 3, wavelengthM: 1.01e-10 },
  { direction: [-2, 0, 0.005], weight: 0.5, wavelengthM: 0.98e-10 },
];

/** Returns a single compatibility option set against the mode that is in force. */
const against =
  (compat: 'corrected' | 'nanobragg-c'): Level =>
  ({ below }) => {
    const option = COMPATIBILITY_OPTIONS[below(COMPATIBILITY_OPTIONS.length)] as (typeof COMPATIBILITY_OPTIONS)[number];
    const value = compat === 'corrected' ? option.c : option.corrected;
    return { compat, compatibility: { [option.id as CompatibilityOptionId]: value } };
  };

const detector = (section: Experiment['detector']): Experiment => ({ detector: section ?? {} });
const beam = (section: Experiment['beam']): Experiment => ({ beam: section ?? {} });
const crystal = (section: Experiment['crystal']): Experiment => ({ crystal: section ?? {} });
const sampling = (section: Experiment['sampling']): Experiment => ({ sampling: section ?? {} });
const bothDivergences = { horizontal: 2, horizontalSteps: 2, vertical: 1, verticalSteps: 3 };

/** Every option that changes what a kernel computes, and values worth trying. */
const OPTIONS = {
  convention: levels(['mosflm', 'denzo', 'adxv', 'xds', 'dials', 'custom'] as const, (convention) =>
    detector({ convention }),
  ),
  pivot: [...levels(['beam', 'sample'] as const, (forcePivot) => detector({ forcePivot })), fixed({})],
  tilt: [
    fixed({}),
    fixed(detector({ rotationDeg: [4, -3, 2] })),
    fixed(detector({ twoThetaDeg: 7 })),
    fixed(detector({ rotationDeg: [-2, 5, 30], twoThetaDeg: -4 })),
  ],
  surface: levels([false, true], (curved) => detector({ curved })),
  pointPixel: levels([false, true], (pointPixel) => detector({ pointPixel })),
  sensor: [
    fixed({}),
    fixed(detector({ sensor: { thicknessUm: 320, absorptionDepthUm: 450, layers: 1 } })),
    fixed(detector({ sensor: { thicknessUm: 500, absorptionDepthUm: 300, layers: 3 } })),
    fixed(detector({ sensor: { thicknessUm: 200 } })),
    fixed(detector({ sensor: { thicknessUm: 100, absorptionDepthUm: 'inf' } })),
  ],
  size: levels(
    [
      [24, 24],
      [27, 33],
      [40, 25],
      [32, 40],
    ] as const,
    ([pixelsFast, pixelsSlow]) => detector({ pixelsFast, pixelsSlow }),
  ),
  pixel: levels([0.1, 0.3, 0.6], (pixelMm) => detector({ pixelMm })),
  distance: levels([60, 150, 1200], (distanceMm) => detector({ distanceMm })),
  oversample: levels([1, 2, 3, 4], (oversample) => sampling({ oversample })),
  shape: levels(['square', 'round', 'gauss', 'tophat', 'gauss-hkl', 'tophat-hkl'], (shape) => crystal({ shape })),
  cells: levels(
    [
      [1, 1, 1],
      [1, 2, 3],
      [5, 5, 5],
      [9, 10, 11],
      [20, 35, 27],
      [150, 90, 200],
      [1000, 1000, 1000],
    ] as const,
    (cells) => crystal({ cells }),
  ),
  fudge: levels([1, 0.4, 2.5], (fudge) => crystal({ fudge })),
  cell: levels([[100], [70, 85, 110, 90, 90, 90], [60, 75, 90, 80, 95, 110]], (cell) => crystal({ cell })),
  mosaic: [
    fixed({}),
    ...levels([2, 5, 70], (domains) => crystal({ mosaic: { domains, spreadDeg: 0.6, seed: domains } })),
  ],
  scan: [
    fixed({}),
    fixed({ scan: { startDeg: 3 } }),
    fixed({ scan: { startDeg: -1, widthDeg: 2, phiSteps: 2 } }),
    fixed({ scan: { startDeg: 10, widthDeg: 1, phiSteps: 5 } }),
  ],
  structure: [
    ...levels([100, 1], (amplitude) => ({ structureFactors: { default: amplitude } })),
    ...levels(['nearest', 'tricubic'] as const, (interpolation) => ({
      structureFactors: { default: 7, file: 'box.hkl', interpolation },
    })),
  ],
  divergence: [
    fixed({}),
    fixed(beam({ divergenceMrad: bothDivergences })),
    fixed(beam({ divergenceMrad: { ...bothDivergences, outline: 'square' } })),
    fixed(beam({ dispersionPercent: 2, dispersionSteps: 3 })),
    fixed(beam({ divergenceMrad: { horizontal: 1, horizontalSteps: 2 }, dispersionPercent: 0.5, dispersionSteps: 2 })),
    fixed(beam({ sources: 'list.txt' })),
  ],
  wavelength: levels([1, 0.7, 2.1], (wavelengthA) => beam({ wavelengthA })),
  polarization: levels(['off', 0, 0.93, 1, -0.5] as const, (polarization) => beam({ polarization })),
  perSample: levels(
    [
      {},
      { polarization: true },
      { solidAngle: true },
      { polarization: true, solidAngle: true },
      { capture: true, polarization: true, solidAngle: true },
    ],
    (perSample) => sampling({ perSample }),
  ),
  dMin: levels([0, 3, 8], (dMinA) => sampling({ dMinA })),
  background: levels([[], [{ kind: 'water', thicknessUm: 20 }]], (background) => ({ background })),
  compat: [
    ...levels(['corrected', 'nanobragg-c'] as const, (compat) => ({ compat })),
    against('corrected'),
    against('nanobragg-c'),
  ],
  region: levels([null, [3, 17, 5, 20], [0, 23, 9, 9], [11, 11, 0, 23]] as const, (roi) => sampling({ roi })),
  mask: levels([false, true], (masked) => ({ output: masked ? ['masked'] : [] })),
} satisfies Readonly<Record<string, readonly Level[]>>;

const LEVELS: readonly (readonly Level[])[] = Object.values(OPTIONS);
/** How many values each option has. */
export const OPTION_COUNTS: readonly number[] = LEVELS.map((values) => values.length);

const BASE: Experiment = {
  detector: { axes: { fast: [0, 0.1, 1], slow: [0.05, -1, 0], normal: [1, 0.02, 0], beam: [1, 0, 0] } },
  crystal: { misset: [13, 27, 41] },
  beam: { fluencePerM2: 1e24 },
};

/** Returns a mask of two pixels in three, in no regular order. */
function maskOf({ pixelsFast = 0, pixelsSlow = 0 }: NonNullable<Experiment['detector']>): Uint8Array {
  return Uint8Array.from({ length: pixelsFast * pixelsSlow }, (_, i) => ((i * 7919) % 13) % 3);
}

/** Leaves the axes of a detector out unless its convention is `custom`; the others have their own. */
function withoutIgnoredAxes(experiment: Experiment): Experiment {
  const { axes, ...section } = experiment.detector ?? {};
  return { ...experiment, detector: section.convention === 'custom' && axes ? { ...section, axes } : section };
}

/** Returns an experiment with one value of every option. */
function trialOf(row: Row, name: string, draw: Random): Trial {
  const merged = row.reduce((e, level, o) => changed(e, ((LEVELS[o] as readonly Level[])[level] as Level)(draw)), BASE);
  const { output, ...experiment } = withoutIgnoredAxes(merged);
  return {
    name,
    experiment,
    inputs: {
      ...(experiment.structureFactors?.file !== undefined && { reflections }),
      ...(experiment.beam?.sources !== undefined && { sources }),
      ...(output?.includes('masked') && { mask: maskOf(experiment.detector ?? {}) }),
    },
  };
}

/**
 * Returns the values of the options of random experiments, the same ones for the same seed. The first hundred or so contain every
 * value of every option together with every value of every other option; the rest is drawn at random.
 */
export function randomRows(count: number, seed = 20): Row[] {
  const draw = random(seed);
  const rows = coveringRows(OPTION_COUNTS, draw).slice(0, count);
  while (rows.length < count) rows.push(OPTION_COUNTS.map((n) => draw.below(n)));
  return rows;
}

export function randomTrials(count: number, seed = 20): Trial[] {
  const draw = random(seed + 1);
  return randomRows(count, seed).map((row, i) => trialOf(row, `experiment ${i}`, draw));
}

/** Returns random experiments without jumps, so that single precision has a bound: flat, of one amplitude, without a limit. */
export function smoothTrials(count: number, seed = 31): Trial[] {
  const draw = random(seed);
  const trials: Trial[] = [];
  while (trials.length < count) {
    const trial = trialOf(
      OPTION_COUNTS.map((n) => draw.below(n)),
      `smooth experiment ${trials.length}`,
      draw,
    );
    const { detector, structureFactors, sampling, crystal } = trial.experiment;
    const jumps =
      detector?.curved ||
      structureFactors?.file ||
      sampling?.dMinA !== 0 ||
      String(crystal?.shape).startsWith('tophat');
    if (!jumps) trials.push(trial);
  }
  return trials;
}
