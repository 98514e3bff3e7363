import { dataError, type Mat3, type Resolved, type Vec3, vector, type Warning } from '@braggsim/core';
import type { Basis } from './cell';
import { parseMatrix } from './matrix';

export interface OrientationOptions {
  /** Of the file, for messages. */
  readonly name?: string;
  /** Of the simulation, A: a matrix in the MOSFLM style is in wavelengths. */
  readonly wavelengthA: number;
}

/**
 * The orientation of a crystal at spindle angle 0 as wavelength times [a* b* c*] in the lab frame of MOSFLM (x along the
 * beam, z along the spindle), from a dxtbx experiment list (`.expt`), an XPARM.XDS or GXPARM.XDS, or a MOSFLM matrix,
 * told apart by what they hold. A MOSFLM matrix comes back as it is; the others keep their cell at any wavelength.
 *
 * @throws BraggsimError (`data`)
 */
export function parseOrientation(
  text: string,
  { name = 'orientation', wavelengthA }: OrientationOptions,
): Resolved<Mat3> {
  if (/^\s*\{/.test(text)) return fromExperimentList(text, name, wavelengthA);
  if (/^\s*G?XPARM\.XDS/.test(text)) return fromXparm(text, name, wavelengthA);
  return parseMatrix(text, name);
}

/** (x, y, z) of DIALS is (z, y, -x) here: x along the fast axis, z from sample to source. */
const fromDials = ([x, y, z]: Vec3): Vec3 => [-z, y, x];
/** XDS has x and y along the rows and columns of the detector, which y counts downwards, and z along the beam. */
const fromXds = ([x, y, z]: Vec3): Vec3 => [z, -y, x];

const isVector = (value: unknown): value is Vec3 =>
  Array.isArray(value) && value.length === 3 && value.every((x) => typeof x === 'number' && Number.isFinite(x));
const isMatrix = (value: unknown): value is Mat3 =>
  Array.isArray(value) && value.length === 9 && value.every((x) => typeof x === 'number' && Number.isFinite(x));

/** What is read of an experiment list; every part is checked before it is used. */
interface ExperimentList {
  readonly crystal?: readonly Readonly<Record<string, unknown>>[];
  readonly goniometer?: readonly Readonly<Record<string, unknown>>[];
}

function fromExperimentList(text: string, name: string, wavelengthA: number): Resolved<Mat3> {
  const list = parseJson(text, name);
  const crystals = Array.isArray(list.crystal) ? list.crystal : [];
  const crystal = crystals[0];
  const direct = ['a', 'b', 'c'].map((edge) => crystal?.[`real_space_${edge}`]);
  if (!direct.every(isVector)) {
    throw dataError(`${name}: expected a crystal with real_space_a, _b and _c, found none; index the images first`);
  }
  const goniometer = Array.isArray(list.goniometer) ? list.goniometer[0] : undefined;
  const turned = [goniometer?.fixed_rotation, goniometer?.setting_rotation].filter(isMatrix);
  const placed = (direct as unknown as Basis).map((edge) =>
    fromDials(turned.reduce((v, rotation) => vector.transform(rotation, v), edge)),
  ) as unknown as Basis;
  const axis = goniometer?.rotation_axis;
  return {
    value: matrixOf(placed, name, wavelengthA),
    warnings: [...several(crystals.length, name), ...(isVector(axis) ? spindleWarning(fromDials(axis), name) : [])],
  };
}

function parseJson(text: string, name: string): ExperimentList {
  try {
    return JSON.parse(text) as ExperimentList;
  } catch (error) {
    throw dataError({ message: `${name} is no experiment list: ${(error as Error).message}`, cause: error });
  }
}

const several = (count: number, name: string): Warning[] =>
  count > 1 ? [{ id: 'several-crystals', message: `${name} holds ${count} crystals; the first one is used` }] : [];

/** Rows of XPARM.XDS: scan, beam, cell, a, b and c; axes of the detector follow. */
function fromXparm(text: string, name: string, wavelengthA: number): Resolved<Mat3> {
  const rows = text
    .split(/\r\n|\r|\n/)
    .slice(1)
    .map((line) => line.trim().split(/\s+/).map(Number));
  const direct = [3, 4, 5].map((row) => rows[row]);
  const axis = rows[0]?.slice(3, 6);
  if (!direct.every(isVector) || !isVector(axis)) {
    throw dataError(`${name}: expected the vectors a, b and c on lines 5 to 7 of XPARM.XDS, found something else`);
  }
  const placed = (direct as unknown as Basis).map(fromXds) as unknown as Basis;
  return { value: matrixOf(placed, name, wavelengthA), warnings: spindleWarning(fromXds(axis), name) };
}

/** Wavelength times the reciprocal vectors, as columns. */
function matrixOf([a, b, c]: Basis, name: string, wavelengthA: number): Mat3 {
  const volume = vector.dot(a, vector.cross(b, c));
  if (!(Math.abs(volume) > 1)) throw dataError(`${name}: expected a unit cell, found one of ${volume} A^3`);
  const column = (v: Vec3, w: Vec3) => vector.scale(vector.cross(v, w), wavelengthA / volume);
  const [aStar, bStar, cStar] = [column(b, c), column(c, a), column(a, b)];
  return [0, 1, 2].flatMap((i) => [aStar[i], bStar[i], cStar[i]]) as unknown as Mat3;
}

const CLOSE = 1e-3;

function spindleWarning(axis: Vec3, name: string): Warning[] {
  const unit = vector.unit(axis);
  if (vector.length(vector.subtract(unit, [0, 0, 1])) < CLOSE) return [];
  const shown = unit.map((x) => Number(x.toFixed(5))).join(', ');
  return [
    { id: 'other-spindle', message: `${name}: its spindle is not the usual one; set goniometer.axis to [${shown}]` },
  ];
}
