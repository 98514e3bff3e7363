import { type Mat3, units, usageError, type Vec3, vector } from '@braggsim/core';
import type { Derived } from '@braggsim/core/derived';
import type { Experiment, SimulationInputs } from '@braggsim/experiment';
import { reciprocalVectors, spotBFactor, typedCell } from '@braggsim/lattice';
import { type BuiltPlan, buildPlan, missetAngles } from '@braggsim/simulate';
import { DISPERSION, energiesOf, withListedDispersion } from './dispersion';
import type { ModelSource } from './model-source';
import { groupOf, MIN_B } from './refinable-numbers';

/** An experiment in the form that is refined, with what follows from it. */
export interface StartModel {
  /** Cell and mis-setting in place of a matrix, numbers of cells in place of a size, distance and beam centre written out. */
  readonly experiment: Experiment;
  readonly source: ModelSource;
  readonly derived: Derived;
  readonly built: BuiltPlan;
}

const NUMBERS = { degrees: 12 };

/**
 * Writes an experiment in the form that is refined.
 *
 * @param free names of what is refined: the experiment gets numbers for it
 * @throws BraggsimError (`usage`) for a left-handed matrix, and whatever `buildPlan` refuses
 */
export async function startModel(
  given: Experiment,
  source: ModelSource,
  free: readonly string[] = [],
): Promise<StartModel> {
  if (given.crystals) {
    throw usageError({
      message: `a shot is refined with one crystal, and the experiment lists ${given.crystals.length} (crystals); give crystal in their place`,
      expected: 'crystal',
      found: `crystals, ${given.crystals.length} of them`,
      remedy: 'give crystal in their place',
    });
  }
  const { inputs, stages, kernels } = source;
  const { output: _output, background: _background, seed: _seed, ...rest } = given;
  const experiment: Experiment = {
    ...rest,
    crystal: {
      ...(free.includes('b-factor') ? withBFactor(given.crystal) : given.crystal),
      ...(given.seed !== undefined && { missetSeed: given.crystal?.missetSeed ?? given.seed }),
    },
  };
  const built = await buildPlan(experiment, inputs, stages);
  const { derived } = built;
  const { matrix: _matrix, ...others } = inputs;
  const listed = free.some((name) => groupOf(name) === DISPERSION)
    ? withListedDispersion(experiment, others, beamNumbers(derived).energiesEv)
    : experiment;
  const written: Experiment = {
    ...listed,
    crystal: crystalSection(experiment, inputs, derived),
    detector: detectorSection(experiment, derived),
    beam: beamSection(experiment, derived, free),
    ...(free.includes('phi') && { scan: { ...experiment.scan, startDeg: experiment.scan?.startDeg ?? 0 } }),
    compatibility: { ...experiment.compatibility, ...(inputs.matrix && { cellReciprocal: 'exact' as const }) },
  };
  return { experiment: written, source: { inputs: others, stages, kernels }, derived, built };
}

/** Returns what refinable numbers take of the beam of a start: the mean wavelength (A), and the energies (eV). */
export const beamNumbers = ({ beam, sources }: Derived) => ({
  meanWavelengthA: units.toAngstrom(beam.wavelength),
  energiesEv: energiesOf(sources.wavelengths),
});

/** Returns a crystal with a B factor of its spots that can be refined, in place of a resolution. */
function withBFactor(crystal: Experiment['crystal']): NonNullable<Experiment['crystal']> {
  const { resolutionA: _resolution, ...kept } = crystal ?? {};
  return { ...kept, bFactorA2: Math.max(MIN_B, spotBFactor(crystal)) };
}

function crystalSection(
  experiment: Experiment,
  inputs: SimulationInputs,
  { crystal }: Derived,
): NonNullable<Experiment['crystal']> {
  const { matrix: _matrix, orientation, sizeUm: _size, missetSeed: _seed, ...kept } = experiment.crystal ?? {};
  const cells = crystal.cells;
  if (!inputs.matrix && !orientation && kept.misset !== 'random') {
    const typed = typedCell(kept.cell);
    const cell = typed ? [...typed.lengths, ...typed.angles.map(roundedDegrees)] : kept.cell;
    return { ...kept, ...(cell && { cell }), misset: kept.misset ?? [0, 0, 0], cells };
  }
  const direct = vector.mapBasis([crystal.a, crystal.b, crystal.c], (v) => vector.scale(v, units.toAngstrom(1)));
  return { ...kept, ...orientedCell(direct), cells };
}

const roundedDegrees = (radians: number): number => Number(units.toDegrees(radians).toFixed(NUMBERS.degrees));

/**
 * Returns the cell and mis-setting angles (deg) of direct cell vectors (A).
 *
 * @throws BraggsimError (`usage`) for left-handed vectors
 */
export function orientedCell(direct: vector.Basis): { readonly cell: number[]; readonly misset: Vec3 } {
  if (vector.tripleProduct(direct) < 0) {
    throw usageError(
      'the cell vectors of the orientation are left-handed, which no rotation of a cell is; reverse one axis',
    );
  }
  const [a, b, c] = direct;
  const angle = (u: Vec3, v: Vec3): number =>
    roundedDegrees(Math.atan2(vector.length(vector.cross(u, v)), vector.dot(u, v)));
  const cell = [vector.length(a), vector.length(b), vector.length(c), angle(b, c), angle(c, a), angle(a, b)];
  const typed = typedCell(cell);
  if (!typed) throw usageError('the orientation has no cell');
  // U = A* B^-1, whose inverse has the direct vectors of the standard setting as rows.
  const standard = vector.reciprocal(reciprocalVectors(typed, 'exact'));
  const reciprocal = vector.reciprocal(direct);
  const rotation: Mat3 = vector.multiply(vector.fromColumns(reciprocal), vector.fromRows(standard));
  return { cell, misset: missetAngles(rotation).map(units.toDegrees) as unknown as Vec3 };
}

function detectorSection(
  { detector = {} }: Experiment,
  { detector: placed }: Derived,
): NonNullable<Experiment['detector']> {
  const distance =
    detector.distanceMm === undefined && detector.closeDistanceMm === undefined
      ? { distanceMm: units.toMm(placed.distance) }
      : {};
  const centre = detector.beamCentreMm?.every((value) => value !== null) ? {} : centreFields(detector, placed);
  return {
    ...detector,
    ...distance,
    ...centre,
    rotationDeg: detector.rotationDeg ?? [0, 0, 0],
    twoThetaDeg: detector.twoThetaDeg ?? 0,
  };
}

/** Returns the point that places the detector: the beam centre, or for a sample pivot the origin in pixels. */
function centreFields(
  detector: NonNullable<Experiment['detector']>,
  placed: Derived['detector'],
): Partial<typeof detector> {
  if (placed.pivot === 'beam')
    return { beamCentreMm: [units.toMm(placed.beamCentre.x), units.toMm(placed.beamCentre.y)] };
  if (detector.originPx?.every((value) => value !== null) || detector.nearPointMm) return {};
  return { originPx: [placed.beamCentre.orgX, placed.beamCentre.orgY] };
}

function beamSection(
  { beam = {} }: Experiment,
  { beam: derived }: Derived,
  free: readonly string[],
): NonNullable<Experiment['beam']> {
  const { energyEv, fluxPerS: _flux, ...given } = beam;
  const kept = free.includes('polarization') ? { ...given, polarization: given.polarization ?? 0 } : given;
  if (kept.spectrum) {
    const { wavelengthFactor = 1, widthFactor = 1 } = kept.spectrum;
    const factors = {
      ...(free.includes('wavelength') && { wavelengthFactor }),
      ...(free.includes('spectrum.scale') && { widthFactor }),
    };
    const mean = energyEv === undefined ? {} : { energyEv };
    return { ...kept, ...mean, spectrum: { ...kept.spectrum, ...factors }, fluencePerM2: derived.fluence };
  }
  return {
    ...kept,
    wavelengthA: kept.wavelengthA ?? units.toAngstrom(derived.wavelength),
    fluencePerM2: derived.fluence,
  };
}
