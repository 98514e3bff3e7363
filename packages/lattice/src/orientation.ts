import { dataError, type Mat3, type Vec3, vector, type Warning } from '@braggsim/core';
import type { WithWarnings } from '@braggsim/core/derived';
import { linesOf } from '@braggsim/core/text';
import { isXparm, parseXparm } from '@braggsim/core/xparm';
import type { Basis } from './cell';
import { parseMatrix } from './matrix';

/** Axes of the frame of DIALS in the laboratory frame of a simulation. */
export interface DialsAxes {
  readonly x: Vec3;
  readonly y: Vec3;
  readonly z: Vec3;
}

/** Axes of the frame of DIALS in the lab frame of MOSFLM: x, along the fast axis, is its z; z, from sample to source, is opposite to its x. */
const IN_MOSFLM: DialsAxes = { x: [0, 0, 1], y: [0, 1, 0], z: [-1, 0, 0] };

export interface OrientationOptions {
  /** Name of the file, for messages. */
  readonly name?: string;
  /** Wavelength of the simulation, A: a matrix in the MOSFLM style is a multiple of it. */
  readonly wavelengthA: number;
  /** The lab frame; that of MOSFLM when absent. */
  readonly lab?: DialsAxes;
  /** Whether a matrix in the MOSFLM style is in the lab frame of MOSFLM, not in that of the simulation whatever it is. */
  readonly turnMatrix?: boolean;
  /** Spindle of the simulation in its lab frame. */
  readonly spindle?: Vec3;
  /** Direction of the beam of the simulation in its lab frame; against z of DIALS when absent. */
  readonly beam?: Vec3;
}

/**
 * Parses the orientation of a crystal at spindle angle 0 from a dxtbx experiment list (`.expt`), an XPARM.XDS or
 * GXPARM.XDS, or a MOSFLM matrix, which are told apart by their content. A MOSFLM matrix is returned as it is unless it
 * is to be rotated; the others keep their cell at any wavelength and their orientation relative to the beam: where the
 * beam of the file is not that of the simulation, the smallest rotation from one to the other rotates the crystal.
 *
 * @returns wavelength times [a* b* c*] in the laboratory frame
 * @throws BraggsimError (`data`) for a file of another kind, or one without an orientation
 */
export function parseOrientation(text: string, options: OrientationOptions): WithWarnings<Mat3> {
  if (/^\s*\{/.test(text)) return fromExperimentList(text, options);
  if (isXparm(text)) return fromXparm(text, options);
  const { name = ORIENTATION, lab, turnMatrix } = options;
  const { value, warnings: ofMatrix } = parseMatrix(text, name);
  const warnings = [...ofMatrix, ...cellWarning(text, value, options)];
  if (!lab || !turnMatrix) return { value, warnings };
  return {
    value: vector.fromColumns(vector.mapBasis(vector.columns(value), ([x, y, z]) => inLab([z, y, -x], lab))),
    warnings,
  };
}

const ORIENTATION = 'orientation';

/** Converts a vector of the frame of DIALS to the laboratory frame. */
const inLab = (v: Vec3, { x, y, z }: DialsAxes): Vec3 => vector.transform(vector.fromColumns([x, y, z]), v);
/**
 * Converts a vector of the frame of XDS, whose x and y run along rows and columns of the detector (y downwards) and z
 * along the beam.
 */
const fromXds = ([x, y, z]: Vec3): Vec3 => [x, -y, -z];

const isVector = (value: unknown): value is Vec3 =>
  Array.isArray(value) && value.length === 3 && value.every((x) => typeof x === 'number' && Number.isFinite(x));
const isMatrix = (value: unknown): value is Mat3 =>
  Array.isArray(value) && value.length === 9 && value.every((x) => typeof x === 'number' && Number.isFinite(x));

type Part = Readonly<Record<string, unknown>>;

/** What is read of an experiment list; every part is checked before it is used. */
interface ExperimentList {
  readonly crystal?: readonly Part[];
  readonly goniometer?: readonly Part[];
  readonly beam?: readonly Part[];
}

/**
 * Rotates vectors of the laboratory frame by the smallest rotation that takes the beam of a file to that of the
 * simulation.
 */
function toBeam(
  beam: Vec3 | undefined,
  { lab = IN_MOSFLM, beam: wanted = vector.scale(lab.z, -1) }: OrientationOptions,
) {
  if (!beam) return (v: Vec3): Vec3 => v;
  const [from, to] = [vector.unit(beam), vector.unit(wanted)];
  return (v: Vec3): Vec3 => vector.turned(v, from, to);
}

function fromExperimentList(text: string, options: OrientationOptions): WithWarnings<Mat3> {
  const { name = ORIENTATION, lab = IN_MOSFLM } = options;
  const list = parseJson(text, name);
  const crystals = Array.isArray(list.crystal) ? list.crystal : [];
  const crystal = crystals[0];
  const direct = ['a', 'b', 'c'].map((edge) => crystal?.[`real_space_${edge}`]);
  if (!direct.every(isVector)) {
    throw dataError(`${name}: expected a crystal with real_space_a, _b and _c, found none; index the images first`);
  }
  const { turn, axis } = goniometerOf(Array.isArray(list.goniometer) ? list.goniometer[0] : undefined);
  const toSource = Array.isArray(list.beam) ? list.beam[0]?.direction : undefined;
  const beam = isVector(toSource) && vector.length(toSource) > 0 ? vector.scale(toSource, -1) : undefined;
  const place = toBeam(beam && inLab(beam, lab), options);
  return {
    value: matrixOf(
      vector.mapBasis(direct as unknown as Basis, (edge) => place(inLab(turn(edge), lab))),
      options,
    ),
    warnings: [...several(crystals.length, name), ...(axis ? spindleWarning(place(inLab(axis, lab)), options) : [])],
  };
}

/** Returns how a goniometer turns a crystal when its scan axis is at 0, and that axis where the crystal turns about it. */
function goniometerOf(goniometer: Part = {}): { turn: (v: Vec3) => Vec3; axis: Vec3 | undefined } {
  const {
    axes,
    angles,
    scan_axis: scan,
    fixed_rotation: fixed,
    setting_rotation: setting,
    rotation_axis: one,
  } = goniometer;
  if (Array.isArray(axes) && axes.every(isVector) && Array.isArray(angles)) {
    // The first axis carries the crystal, and each of the next ones all before it.
    const set = angles.map(Number);
    const atZero = set.map((degrees, i) => (i === scan ? 0 : degrees));
    const above = Number(scan) + 1;
    const axis = axes[Number(scan)];
    return {
      turn: (v) => vector.rotateThroughAxes(v, axes, atZero),
      axis: axis && vector.rotateThroughAxes(axis, axes.slice(above), set.slice(above)),
    };
  }
  const rotations = [fixed, setting].filter(isMatrix);
  const turn = (v: Vec3) => rotations.reduce((turned, rotation) => vector.transform(rotation, turned), v);
  const axis = isVector(one) ? one : undefined;
  return { turn, axis: axis && isMatrix(setting) ? vector.transform(setting, axis) : axis };
}

function parseJson(text: string, name: string): ExperimentList {
  try {
    return JSON.parse(text) as ExperimentList;
  } catch (error) {
    throw dataError({ message: `${name} is not an experiment list: ${(error as Error).message}`, cause: error });
  }
}

const several = (count: number, name: string): Warning[] =>
  count > 1 ? [{ id: 'several-crystals', message: `${name} holds ${count} crystals; the first one is used` }] : [];

function fromXparm(text: string, options: OrientationOptions): WithWarnings<Mat3> {
  const { name = ORIENTATION, lab = IN_MOSFLM } = options;
  const { axes, rotationAxis, beam } = parseXparm(text, name);
  const fromFile = (v: Vec3) => inLab(fromXds(v), lab);
  const place = toBeam(fromFile(beam), options);
  return {
    value: matrixOf(
      vector.mapBasis(axes, (edge) => place(fromFile(edge))),
      options,
    ),
    warnings: spindleWarning(place(fromFile(rotationAxis)), options),
  };
}

/** Lines of a MOSFLM file: the matrix, angles, U, and the cell. */
const CELL_LINE = 7;
/** Largest relative difference of two cells that rounding explains. */
const OTHER_CELL = 1e-3;

/**
 * Tells whether the cell that a MOSFLM file gives beside its matrix is that of the matrix at the wavelength of the simulation. A matrix is in
 * wavelengths and does not say of which: where all edges are off by one ratio, another wavelength makes them agree.
 */
function cellWarning(text: string, matrix: Mat3, { name = ORIENTATION, wavelengthA }: OrientationOptions): Warning[] {
  const lines = linesOf(text)
    .slice(0, 64)
    .filter((line) => line.trim() !== '' && !/^\s*[#!]/.test(line));
  const cell = (lines[CELL_LINE] ?? '').trim().split(/\s+/).map(Number);
  if (cell.length !== 6 || !cell.every((x) => Number.isFinite(x) && x > 0)) return [];
  const edges = vector.reciprocal(vector.columns(matrix)).map((v) => wavelengthA * vector.length(v));
  const ratios = edges.map((edge, i) => (cell[i] as number) / edge);
  if (ratios.every((ratio) => Math.abs(ratio - 1) < OTHER_CELL)) return [];
  const shown = (values: readonly number[]) =>
    values
      .slice(0, 3)
      .map((x) => Number(x.toFixed(2)))
      .join(' x ');
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
  const oneRatio = ratios.every((ratio) => Math.abs(ratio / mean - 1) < OTHER_CELL);
  const remedy = oneRatio
    ? `they agree at a wavelength of ${Number((wavelengthA * mean).toPrecision(5))} A`
    : 'no wavelength makes them agree';
  return [
    {
      id: 'matrix-and-cell',
      message: `${name}: its matrix at ${Number(wavelengthA.toPrecision(6))} A is that of a cell of ${shown(edges)} A, and its cell line says ${shown(cell)} A; ${remedy}`,
    },
  ];
}

/** Returns the wavelength times the reciprocal vectors, as columns. */
function matrixOf(direct: Basis, { name = ORIENTATION, wavelengthA }: OrientationOptions): Mat3 {
  const volume = vector.tripleProduct(direct);
  if (!(Math.abs(volume) > 1)) throw dataError(`${name}: expected a unit cell, found one of ${volume} A^3`);
  return vector.fromColumns(
    vector.mapBasis(vector.crossProducts(direct), (v) => vector.scale(v, wavelengthA / volume)),
  );
}

const CLOSE = 1e-3;

function spindleWarning(axis: Vec3, { name = ORIENTATION, spindle = [0, 0, 1] }: OrientationOptions): Warning[] {
  const unit = vector.unit(axis);
  if (vector.length(vector.subtract(unit, vector.unit(spindle))) < CLOSE) return [];
  const shown = unit.map((x) => Number(x.toFixed(5))).join(', ');
  return [
    {
      id: 'other-spindle',
      message: `${name}: its spindle is not that of the simulation; set goniometer.axis to [${shown}]`,
    },
  ];
}
