import { units, usageError, type Vec3, vector } from '@braggsim/core';
import { type Draft, draftOf, type Experiment } from '@braggsim/experiment';
import type { PanelRow } from '@braggsim/geometry';
import { givenRotation } from '@braggsim/lattice';
import { missetAngles } from './misset-angles';

/** Numbers of an experiment by name. */
export type ExperimentNumbers = Readonly<Record<string, number>>;

/** Names of the entries of a list, by its field; `x`, `y`, `z` where nothing is listed. */
const ENTRIES: Readonly<Record<string, readonly string[]>> = {
  'crystal.cell': ['a', 'b', 'c', 'alpha', 'beta', 'gamma'],
  'crystal.cells': ['a', 'b', 'c'],
};
const AXES = ['x', 'y', 'z'] as const;

const TURN = /^turn\.([xyz])$/;
const PANEL = /^panel\.(.+)\.(shift|rotation)\.([xyz])$/;

/** Where a number stands: the path of its field, and its place in the list that the field holds. */
interface Place {
  readonly path: readonly string[];
  readonly entry: number | undefined;
}

const places = new Map<string, Place>();

/** Returns the place of a number by its name; names are parsed once. */
function fieldOf(name: string): Place {
  const place = places.get(name) ?? parsedName(name);
  places.set(name, place);
  return place;
}

function parsedName(name: string): Place {
  const path = name.split('.');
  const list = path.slice(0, -1);
  const field = list.join('.').replace(/^crystals\.\d+\./, 'crystal.');
  const entry = (ENTRIES[field] ?? AXES).indexOf(path.at(-1) as never);
  return entry < 0 ? { path, entry: undefined } : { path: list, entry };
}

/**
 * Returns a number of an experiment: a field that holds one (`detector.distanceMm`), or an entry of a list by its name
 * (`crystal.cell.a`, `detector.beamCentreMm.x`). Rotations of the crystal in front of its orientation (`turn.x`, deg) and
 * displacements of a panel (`panel.NAME.shift.x`, mm; `panel.NAME.rotation.x`, deg) are 0.
 *
 * @throws BraggsimError (`usage`) when the experiment does not have it
 */
export function numberOf(experiment: Experiment, name: string): number {
  if (TURN.test(name) || PANEL.test(name)) return 0;
  const { path, entry } = fieldOf(name);
  let value: unknown = experiment;
  for (const key of path) value = (value as Draft | undefined)?.[key];
  const number = entry === undefined ? value : (value as readonly unknown[] | undefined)?.[entry];
  if (typeof number === 'number') return number;
  throw usageError(
    `expected a number for ${name}, found ${number === undefined ? 'none' : String(number)}; set it in the experiment`,
  );
}

/**
 * Returns the experiment with some of its numbers changed. `turn.x`, `.y` and `.z` (deg) are the components of one rotation vector
 * about the axes of the laboratory, applied in front of the mis-setting. `panel.NAME.shift` (mm) and `.rotation` (deg)
 * displace a panel, or all panels whose names begin with NAME, along and about the axes of the detector plane and about the
 * centre of them all.
 *
 * @throws BraggsimError (`usage`) for a number that the experiment does not have, (`data`) for a name of no panel
 */
export function withNumbers(experiment: Experiment, numbers: ExperimentNumbers): Experiment {
  const draft = sharingDraft(experiment, Object.keys(numbers));
  const turn: [number, number, number] = [0, 0, 0];
  const displacements = new Map<string, Displacement>();
  for (const [name, value] of Object.entries(numbers)) {
    const [, turnAxis] = TURN.exec(name) ?? [];
    const [, panel, kind, panelAxis] = PANEL.exec(name) ?? [];
    if (turnAxis) turn[AXES.indexOf(turnAxis as 'x')] = value;
    else if (panel && kind && panelAxis) {
      const displacement = displacements.get(panel) ?? { shift: [0, 0, 0], rotation: [0, 0, 0] };
      displacement[kind as 'shift' | 'rotation'][AXES.indexOf(panelAxis as 'x')] = value;
      displacements.set(panel, displacement);
    } else {
      numberOf(experiment, name);
      setNumber(draft, name, value);
    }
  }
  if (turn.some((angle) => angle !== 0)) {
    const { orientation: _, ...crystal } = (draft.crystal ?? {}) as NonNullable<Experiment['crystal']>;
    draft.crystal = crystal;
    setNumbers(draft, ['crystal', 'misset'], turnedMisset(experiment, turn));
  }
  for (const [panel, displacement] of displacements) displace(draft as Experiment, panel, displacement);
  return draft as Experiment;
}

/** Returns a copy of an experiment of which the sections that names concern can be changed; it shares the others, and mosaic domains. */
function sharingDraft(experiment: Experiment, names: readonly string[]): Draft {
  const sections = new Set(
    names.map((name) => (TURN.test(name) ? 'crystal' : PANEL.test(name) ? 'detector' : name.split('.')[0])),
  );
  const touched = Object.entries(experiment).filter(([section]) => sections.has(section));
  const draft: Draft = { ...experiment, ...draftOf(Object.fromEntries(touched) as Experiment) };
  const { mosaic } = experiment.crystal ?? {};
  if (mosaic && sections.has('crystal') && !names.some((name) => name.startsWith('crystal.mosaic.'))) {
    (draft.crystal as Draft).mosaic = mosaic;
  }
  return draft;
}

function subsection(parent: Draft, key: string): Draft {
  parent[key] ??= {};
  return parent[key] as Draft;
}

function setNumbers(draft: Draft, path: readonly string[], value: unknown): void {
  const record = path.slice(0, -1).reduce((parent, key) => subsection(parent, key), draft);
  record[path.at(-1) as string] = value;
}

function setNumber(draft: Draft, name: string, value: number): void {
  const { path, entry } = fieldOf(name);
  const list =
    entry === undefined
      ? []
      : (path.reduce<unknown>((parent, key) => (parent as Draft)[key], draft) as readonly number[]);
  setNumbers(draft, path, entry === undefined ? value : list.map((old, i) => (i === entry ? value : old)));
}

/** Returns the mis-setting angles (deg) of an experiment after a rotation vector (deg) in front of its orientation. */
function turnedMisset({ crystal }: Experiment, turn: Vec3): Vec3 {
  const { misset = [0, 0, 0] } = crystal ?? {};
  if (misset === 'random')
    throw usageError('expected mis-setting angles in crystal.misset, found random; give the angles that it draws');
  const [x = 0, y = 0, z = 0] = misset.map(units.fromDegrees);
  const given = givenRotation(crystal ?? {});
  const oriented = (v: Vec3): Vec3 => (given ? vector.transform(given, v) : vector.rotateXYZ(v, x, y, z));
  const angle = vector.length(turn);
  const axis = vector.unit(turn);
  const rotated = (v: Vec3): Vec3 => vector.rotateAbout(oriented(v), axis, units.fromDegrees(angle));
  return missetAngles(vector.fromColumns([rotated([1, 0, 0]), rotated([0, 1, 0]), rotated([0, 0, 1])])).map(
    units.toDegrees,
  ) as unknown as Vec3;
}

/** How far a group of panels is moved (mm) and rotated (rotation vector, deg) in the frame of the detector plane. */
interface Displacement {
  readonly shift: [number, number, number];
  readonly rotation: [number, number, number];
}

const PLANE_FAST: Vec3 = [1, 0, 0];
const PLANE_SLOW: Vec3 = [0, 1, 0];

function displace(draft: Experiment, name: string, { shift, rotation }: Displacement): void {
  const rows = draft.detector?.panels ?? [];
  const exact = rows.filter((row, i) => (row.name ?? `p${i}`) === name);
  const group = exact.length > 0 ? exact : rows.filter((row) => row.name?.startsWith(name));
  if (group.length === 0)
    throw usageError(`there is no panel, and no group of panels, named '${name}'; detector.panels names them`);
  const defaultMm = draft.detector?.pixelMm ?? 0.1;
  const centre = vector.scale(
    group.map((row) => centreOf(row, defaultMm)).reduce((sum, point) => vector.add(sum, point)),
    1 / group.length,
  );
  const angle = units.fromDegrees(vector.length(rotation));
  const axis = vector.unit(rotation);
  const turned = (v: Vec3): Vec3 => (angle === 0 ? v : vector.rotateAbout(v, axis, angle));
  for (const row of group as Draft[]) {
    const { cornerMm, fast = PLANE_FAST, slow = PLANE_SLOW } = row as unknown as PanelRow;
    row.cornerMm = vector.add(vector.add(centre, turned(vector.subtract(cornerMm, centre))), shift);
    row.fast = turned(fast);
    row.slow = turned(slow);
  }
}

/** Returns the middle of a panel in the frame of the detector plane, mm. */
function centreOf(row: PanelRow, defaultMm: number): Vec3 {
  const { cornerMm, fast = PLANE_FAST, slow = PLANE_SLOW, pixelMm = defaultMm, pixelSlowMm = pixelMm } = row;
  const half = (axis: Vec3, pixels: number, size: number) => vector.scale(vector.unit(axis), (pixels * size) / 2);
  return vector.add(cornerMm, vector.add(half(fast, row.pixelsFast, pixelMm), half(slow, row.pixelsSlow, pixelSlowMm)));
}
