import { type Mat3, units } from '@braggsim/core';
import type { Derived } from '@braggsim/core/derived';
import { ends } from '../draws/distribution';
import type { DrawnShot } from '../draws/draw-shot';
import { nameOf } from '../plan/fields';
import type { Plan } from '../plan/plan';
import type { LatticeFrame } from './crystal-frame';
import { type Column, type ColumnType, drawnColumns, drawnValues } from './drawn-columns';
import { indexIn } from './held-pixels';
import { prediction } from './predict';
import type { NoiseFree, Spot } from './spots';
import { countOverlaps, strongResolution } from './spots';

/** The labels of a shot by the names of their columns. */
export type LabelRow = Readonly<Record<string, number | string | boolean>>;

/** What the labels of a shot are made of. */
export interface LabelledShot {
  readonly drawn: DrawnShot;
  readonly derived: Derived;
  /** Frames of the lattices; none for a miss. */
  readonly frames: readonly LatticeFrame[];
  /** What the image shows; absent where labels say nothing of photons. */
  readonly seen?: SeenShot;
}

/** What an image shows. */
export interface SeenShot {
  readonly spots: readonly Spot[];
  /** Radius of the spots, px. */
  readonly spotRadius: number;
  readonly noiseFree: NoiseFree;
  readonly recorded: ArrayLike<number>;
  /** Largest value that can be recorded. */
  readonly fullScale: number;
}

const NINE = [11, 12, 13, 21, 22, 23, 31, 32, 33] as const;

const matrixColumns = (prefix: string): string[] => [
  ...NINE.map((i) => `${prefix}u${i}`),
  ...NINE.map((i) => `${prefix}a${i}`),
];

const CELL = ['cellA', 'cellB', 'cellC', 'cellAlpha', 'cellBeta', 'cellGamma'] as const;

/** Returns the largest number of lattices that a shot of a plan can have. */
const mostLattices = ({ lattices }: Plan): number => Math.max(...ends(lattices.count).map(Number));

const typed = (type: ColumnType, names: readonly string[]): Column[] => names.map((name) => ({ name, type }));

/** Lists the columns of the labels of a plan, in their order; they are the same for all shots. */
export function labelColumns(plan: Plan): readonly Column[] {
  const further = Array.from({ length: mostLattices(plan) - 1 }, (_, i) => matrixColumns(`lattice${i + 1}.`)).flat();
  const isSeen = plan.labels.photons !== false;
  return [
    ...typed('int64', ['shot']),
    ...typed('int32', ['shard', 'row']),
    ...typed('text', ['digest']),
    ...typed('bool', ['hit']),
    ...typed('int32', ['lattices']),
    ...typed('text', ['model']),
    ...typed('float64', ['wavelengthA', 'energyEv', 'distanceMm', 'beamFastPx', 'beamSlowPx', ...CELL]),
    ...typed('float64', [...matrixColumns(''), ...further, 'resolutionA']),
    ...(isSeen ? SEEN : []),
    ...drawnColumns(plan).map(({ name, type }) => ({ name, type })),
  ];
}

/** Columns of what the image of a shot shows. */
const SEEN: readonly Column[] = [
  ...typed('float64', ['strongResolutionA']),
  ...typed('int32', ['spots', 'strongSpots', 'overlaps']),
  ...typed('float64', ['spotRadiusPx', 'photonsBragg', 'photonsBackground', 'maxPhotons', 'recorded']),
  ...typed('int32', ['overloads']),
];

/** Computes sums over the pixels that are measured. */
function pixelSums(
  { bragg, background, measured, region, held }: NoiseFree,
  recorded: ArrayLike<number>,
  fullScale: number,
) {
  const { fast, slow } = region;
  let photonsBragg = 0;
  let photonsBackground = 0;
  let maxPhotons = 0;
  let sum = 0;
  let overloads = 0;
  for (let row = slow[0]; row < slow[1]; row++) {
    const end = indexIn(held, fast[1], row);
    for (let i = indexIn(held, fast[0], row); i < end; i++) {
      if (measured[i] === 0) continue;
      const spot = bragg[i] as number;
      const beneath = background[i] as number;
      const value = recorded[i] as number;
      photonsBragg += spot;
      photonsBackground += beneath;
      maxPhotons = Math.max(maxPhotons, spot + beneath);
      sum += value;
      if (value >= fullScale) overloads++;
    }
  }
  return { photonsBragg, photonsBackground, maxPhotons, recorded: sum, overloads };
}

const numbered = (names: readonly string[], values: readonly number[] | undefined): Record<string, number> =>
  Object.fromEntries(names.map((name, i) => [name, values?.[i] ?? Number.NaN]));

const frameRow = (prefix: string, frame: LatticeFrame | undefined): Record<string, number> =>
  numbered(matrixColumns(prefix), frame && [...(frame.u as Mat3), ...frame.a]);

/** Makes the labels of what the image of a shot shows. */
const seenRow = ({ spots, spotRadius, noiseFree, recorded, fullScale }: SeenShot): LabelRow => ({
  strongResolutionA: strongResolution(spots),
  spots: spots.length,
  strongSpots: spots.filter(({ strong }) => strong).length,
  overlaps: countOverlaps(spots, spotRadius),
  spotRadiusPx: spotRadius,
  ...pixelSums(noiseFree, recorded, fullScale),
});

/** Creates the function that makes the labels of a shot of a plan, but for its place in a shard. */
export function labelMaker(plan: Plan): (shot: LabelledShot) => LabelRow {
  const most = mostLattices(plan);
  const columns = drawnColumns(plan);
  return ({ drawn, derived, frames, seen }) => {
    const { beam, detector, crystal } = derived;
    const [beamFastPx, beamSlowPx] = prediction(derived).placeOf(detector.beam) ?? [Number.NaN, Number.NaN];
    const { experiment } = drawn;
    const { model, file } = experiment.structureFactors ?? {};
    const further = Array.from({ length: most - 1 }, (_, i) => frameRow(`lattice${i + 1}.`, frames[i + 1]));
    const cell = crystal.cell.map((value, i) => (i < 3 ? value : units.toDegrees(value)));
    const values = drawnValues(columns, drawn);
    return {
      shot: drawn.shot,
      hit: drawn.hit,
      lattices: drawn.lattices,
      model: drawn.hit ? nameOf(model ?? file ?? '') : '',
      wavelengthA: units.toAngstrom(beam.wavelength),
      energyEv: units.energyOfWavelength(beam.wavelength),
      distanceMm: units.toMm(detector.distance),
      beamFastPx,
      beamSlowPx,
      ...numbered(CELL, drawn.hit ? cell : undefined),
      ...frameRow('', frames[0]),
      ...Object.assign({}, ...further),
      resolutionA: (drawn.hit ? experiment.crystal?.resolutionA : undefined) ?? Number.NaN,
      ...(seen && seenRow(seen)),
      ...Object.fromEntries(columns.map(({ name }, i) => [name, values[i] as number | string | boolean])),
    };
  };
}
