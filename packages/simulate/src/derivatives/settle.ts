import { type Parameter, units, usageError } from '@braggsim/core';
import { valueAt } from '@braggsim/core/text';
import { builtinTables, type Experiment } from '@braggsim/experiment';
import { undampedId } from '@braggsim/reflections';
import type { BuiltPlan } from '../plan';

/** Edges and angles of a cell as they are typed, gaps filled: edges that are missing equal a, angles are 90. */
const filledCell = (cell: readonly number[]): number[] =>
  [0, 1, 2, 3, 4, 5].map((i) => {
    const given = cell[i] ?? 0;
    return given > 0 ? given : i < 3 ? (cell[0] ?? 0) : 90;
  });

/** Returns the data with one value replaced; everything beside the steps is shared. */
export function replacedAt<T>(data: T, [step, ...more]: readonly string[], value: unknown): T {
  if (step === undefined) return value as T;
  const inner = (data as Readonly<Record<string, unknown>> | undefined)?.[step];
  const replaced = replacedAt(inner, more, value);
  if (Array.isArray(data)) return data.map((x, i) => (`${i}` === step ? replaced : x)) as T;
  return { ...data, [step]: replaced };
}

/** Returns what holds of a field where neither the experiment nor its table says it. */
function resolvedValue(field: string, { derived: { detector, mosaic, beam } }: BuiltPlan): unknown {
  const mm = (x: number, y: number) => [units.toMm(x), units.toMm(y)];
  switch (field) {
    case 'detector.beamCentreMm':
      return mm(detector.beamCentre.x, detector.beamCentre.y);
    case 'detector.nearPointMm':
      return mm(detector.beamCentre.normalX, detector.beamCentre.normalY);
    case 'detector.originPx':
      return [detector.beamCentre.orgX, detector.beamCentre.orgY];
    case 'crystal.mosaic.spreadDeg':
      return units.toDegrees(mosaic.spread);
    case 'beam.fluencePerM2':
      return beam.fluence;
    default:
      return undefined;
  }
}

/** Returns the value of a field with what it leaves to defaults. */
function settledValue(field: string, given: unknown, built: BuiltPlan): unknown {
  if (field === 'crystal.cell' && Array.isArray(given)) return filledCell(given as number[]);
  if (field === 'crystal.misset' && given === 'random') return built.derived.crystal.misset.map(units.toDegrees);
  const fallback = builtinTables.fields[field]?.default ?? resolvedValue(field, built);
  if (!Array.isArray(given)) return given ?? fallback;
  const defaults = resolvedValue(field, built);
  return Array.isArray(defaults) ? given.map((x, i) => x ?? (defaults[i] as number)) : given;
}

/** Returns the field that a parameter belongs to, if it is one of those that hold numbers. */
const fieldOf = (name: string): string | undefined =>
  [name, name.slice(0, name.lastIndexOf('.'))].find((field) => builtinTables.fields[field] !== undefined);

/**
 * Returns the experiment with its automatic choices made, so that they stay while its numbers change: subpixels, interpolation, a
 * random orientation, and the defaults of fields that parameters name.
 */
export function settle(experiment: Experiment, parameters: readonly string[], built: BuiltPlan): Experiment {
  const { oversample } = built.plan.fixed;
  if (experiment.beam?.profile) checkBesideProfile(parameters);
  const id = undampedId(built.plan.fixed.structure.id);
  const interpolation = id === 'nearest' || id === 'tricubic' ? ({ interpolation: id } as const) : {};
  const settled: Experiment = {
    ...experiment,
    sampling: { ...experiment.sampling, oversample },
    structureFactors: { ...experiment.structureFactors, ...interpolation },
  };
  const fields = new Set(parameters.flatMap((name) => fieldOf(name) ?? []));
  const { misset, orientation } = experiment.crystal ?? {};
  if (misset !== undefined || (!orientation && parameters.some((name) => name.startsWith('turn.')))) {
    fields.add('crystal.misset');
  }
  return [...fields].reduce((all, field) => {
    const steps = field.split('.');
    const given = valueAt(all, field);
    const value = settledValue(field, given, built);
    return value === undefined || value === given ? all : replacedAt(all, steps, value);
  }, settled);
}

/** Sizes of the crystal, by which the part of a beam's profile that it sees changes. */
const SIZES = /^crystal\.(cell|cells)\./;

/**
 * Refuses parameters that have no derivative beside a profile of the beam.
 *
 * @throws BraggsimError (`usage`) for a size of the crystal: its derivative lacks that of the illumination
 */
function checkBesideProfile(parameters: readonly string[]): void {
  const name = parameters.find((parameter) => SIZES.test(parameter));
  if (name === undefined) return;
  throw usageError({
    message: `there is no derivative with respect to ${name}: the illumination of the crystal by beam.profile changes with its size; leave beam.profile out`,
    expected: 'a flat beam',
    found: 'beam.profile',
    remedy: 'leave beam.profile out',
  });
}

/** Fields of numbers that the image does not depend on smoothly. */
const NOT_SMOOTH: Readonly<Record<string, string>> = {
  'crystal.sizeUm': 'it is rounded up to whole unit cells; give crystal.cells instead',
  'crystal.blocks': 'the spots are proportional to it',
  'beam.profile.fwhmMm': 'the spots are proportional to the illumination of the crystal',
  'beam.profile.offsetMm': 'the spots are proportional to the illumination of the crystal',
  'crystal.offsetMm': 'the spots are proportional to the illumination of the crystal',
  'crystal.orientation': 'its numbers depend on each other; take turn.x, turn.y and turn.z',
  'sampling.roi': 'it chooses pixels',
  'sampling.dMinA': 'it decides which samples count',
  'sampling.tolerance': 'it concerns arithmetic alone',
  'sampling.spotCutoff': 'it chooses the tiles that a spot is computed in',
  'beam.divergenceMrad.horizontalStep': 'it decides how many sources there are',
  'beam.divergenceMrad.verticalStep': 'it decides how many sources there are',
};

/**
 * Refuses parameters with respect to which an image has no derivative.
 *
 * @throws BraggsimError (`usage`) that names the parameter
 */
export function checkDifferentiable(name: string): void {
  const field = fieldOf(name);
  if (field === undefined) return;
  const { type, count } = builtinTables.fields[field] ?? {};
  // A parameter of the stage that the field names.
  if (type === 'stage' && field !== name) return;
  const reason = NOT_SMOOTH[field] ?? (type && KINDS[type]);
  if (reason !== undefined) {
    throw usageError({
      message: `there is no derivative with respect to ${name}: ${reason}`,
      expected: 'a number that the image depends on smoothly',
      found: name,
    });
  }
  if (field === name && type === 'numbers') {
    const names =
      field === 'crystal.cell' ? ['a', '…', 'gamma'] : field === 'crystal.cells' ? ['a', 'b', 'c'] : ['x', 'y', 'z'];
    const shown = names.slice(0, [count ?? []].flat().at(-1)).map((entry) => `${field}.${entry}`);
    throw usageError(`${field} holds several numbers; name one of ${shown.join(', ')}`);
  }
}

/** Why values of types other than numbers have no derivative. */
const KINDS: Readonly<Partial<Record<Parameter['type'], string>>> = {
  integer: 'it is a whole number',
  boolean: 'it is true or false',
  text: 'it is a text',
  enum: 'it is one of several words',
  stage: 'it is the name of a stage',
  stringList: 'it is a list of texts',
  numberLists: 'it chooses pixels',
};
