import { type Mat3, units } from '@braggsim/core';
import type { Derived } from '@braggsim/core/derived';
import { ends } from '../draws/distribution';
import type { DrawnShot } from '../draws/draw-shot';
import type { Plan } from '../plan/plan';
import type { LatticeFrame } from './crystal-frame';
import { type Column, type ColumnType, drawnColumns, drawnValues } from './drawn-columns';
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
  readonly spots: readonly Spot[];
  /** px */
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

/** Largest number of lattices that a shot of a plan can have. */
const mostLattices = ({ lattices }: Plan): number => Math.max(...ends(lattices.count).map(Number));

const typed = (type: ColumnType, names: readonly string[]): Column[] => names.map((name) => ({ name, type }));

/** Lists the columns of the labels of a plan, in their order; they are the same for all shots. */
export function labelColumns(plan: Plan): readonly Column[] {
  const further = Array.from({ length: mostLattices(plan) - 1 }, (_, i) => matrixColumns(`lattice${i + 1}.`)).flat();
  return [
    ...typed('int64', ['shot']),
    ...typed('int32', ['shard', 'row']),
    ...typed('text', ['digest']),
    ...typed('bool', ['hit']),
    ...typed('int32', ['lattices']),
    ...typed('text', ['model']),
    ...typed('float64', ['wavelengthA', 'energyEv', 'distanceMm', 'beamFastPx', 'beamSlowPx', ...CELL]),
    ...typed('float64', [...matrixColumns(''), ...further, 'resolutionA', 'strongResolutionA']),
    ...typed('int32', ['spots', 'strongSpots', 'overlaps']),
    ...typed('float64', ['spotRadiusPx', 'photonsBragg', 'photonsBackground', 'maxPhotons', 'recorded']),
    ...typed('int32', ['overloads']),
    ...drawnColumns(plan).map(({ name, type }) => ({ name, type })),
  ];
}

const nameOf = (path: string): string => path.split(/[\\/]/).at(-1) as string;

/** Sums of the pixels that are measured. */
function pixelSums({ bragg, background, measured }: NoiseFree, recorded: ArrayLike<number>, fullScale: number) {
  const sums = { photonsBragg: 0, photonsBackground: 0, maxPhotons: 0, recorded: 0, overloads: 0 };
  for (let i = 0; i < bragg.length; i++) {
    if (measured[i] === 0) continue;
    const [spot, beneath, value] = [bragg[i] as number, background[i] as number, recorded[i] as number];
    sums.photonsBragg += spot;
    sums.photonsBackground += beneath;
    sums.maxPhotons = Math.max(sums.maxPhotons, spot + beneath);
    sums.recorded += value;
    if (value >= fullScale) sums.overloads++;
  }
  return sums;
}

const numbered = (names: readonly string[], values: readonly number[] | undefined): Record<string, number> =>
  Object.fromEntries(names.map((name, i) => [name, values?.[i] ?? Number.NaN]));

const frameRow = (prefix: string, frame: LatticeFrame | undefined): Record<string, number> =>
  numbered(matrixColumns(prefix), frame && [...(frame.u as Mat3), ...frame.a]);

/** Makes the labels of a shot, but for its place in a shard. */
export function labelRow(plan: Plan, shot: LabelledShot): LabelRow {
  const { drawn, derived, frames, spots, spotRadius } = shot;
  const { beam, detector, crystal } = derived;
  const wavelengthA = units.toAngstrom(beam.wavelength);
  const [beamFastPx, beamSlowPx] = prediction(derived).placeOf(detector.beam) ?? [Number.NaN, Number.NaN];
  const { experiment } = drawn;
  const { model, file } = experiment.structureFactors ?? {};
  const further = Array.from({ length: mostLattices(plan) - 1 }, (_, i) => frameRow(`lattice${i + 1}.`, frames[i + 1]));
  const cell = crystal.cell.map((value, i) => (i < 3 ? value : units.toDegrees(value)));
  const columns = drawnColumns(plan);
  const values = drawnValues(columns, drawn);
  return {
    shot: drawn.shot,
    hit: drawn.hit,
    lattices: drawn.lattices,
    model: drawn.hit ? nameOf(model ?? file ?? '') : '',
    wavelengthA,
    energyEv: units.energyOfWavelength(beam.wavelength),
    distanceMm: units.toMm(detector.distance),
    beamFastPx,
    beamSlowPx,
    ...numbered(CELL, drawn.hit ? cell : undefined),
    ...frameRow('', frames[0]),
    ...Object.assign({}, ...further),
    resolutionA: (drawn.hit ? experiment.crystal?.resolutionA : undefined) ?? Number.NaN,
    strongResolutionA: strongResolution(spots),
    spots: spots.length,
    strongSpots: spots.filter(({ strong }) => strong).length,
    overlaps: countOverlaps(spots, spotRadius),
    spotRadiusPx: spotRadius,
    ...pixelSums(shot.noiseFree, shot.recorded, shot.fullScale),
    ...Object.fromEntries(columns.map(({ name }, i) => [name, values[i] as number | string | boolean])),
  };
}
