import { dataError, units, type Vec3, vector } from '@braggsim/core';
import {
  type CifBlock,
  type CifLoop,
  cifNumber,
  cifValue,
  columnOf,
  isMissing,
  loopWith,
  parseCif,
  rowsOf,
} from '@braggsim/core/cif';
import type { InstrumentMetadata, MaskingValues } from '@braggsim/core/derived';
import type { FileExperiment, FileMetadata } from './described';
import { type PlacedPanel, sectionOf } from './geometry-files/placed-panels';

/**
 * The direction to the source in the lab frame of imgCIF (International Tables G, 4.6): x is along the spindle, z from
 * sample to source.
 */
const TO_SOURCE: Vec3 = [0, 0, 1];

/** Largest number of axes that depend on each other; real files have a dozen. */
const LONGEST_CHAIN = 64;

/** An axis of a detector or goniometer at its setting for the image. */
interface Axis {
  readonly id: string;
  readonly type: string;
  readonly equipment: string;
  readonly dependsOn: string;
  readonly vector: Vec3;
  readonly offset: Vec3;
  /** The setting in degrees or mm, and its increment from image to image. */
  readonly setting: number;
  readonly increment: number;
}

/** Tells whether the text of a CBF describes its detector by axes, as imgCIF does and miniCBF does not. */
export const isImgCif = (text: string): boolean =>
  /^\s*_axis\.id/m.test(text) && /^\s*_array_structure_list\./m.test(text);

/**
 * Reads geometry, wavelength, polarization and scan of an imgCIF file as CBFlib and dxtbx do. Its frame becomes the lab
 * frame. The position of a pixel follows from the axes of its array; the displacement of an array axis is that of the
 * outer corner of its first pixel.
 *
 * @param shapes [slow, fast] of the binary sections in order
 * @throws BraggsimError (`data`) where axes are missing or depend on themselves
 */
export function imgCifFacts(text: string, shapes: readonly (readonly [number, number])[]): FileMetadata {
  const [block] = parseCif(text, 'the header of this CBF');
  if (!block) throw dataError('the header of this CBF has no data block');
  const axes = axesOf(block);
  const ids = arrayIds(block, shapes.length);
  const panels = shapes.map((shape, i) => placedPanel(block, axes, ids[i] ?? '', shape));
  const source = [...axes.values()].find(({ equipment, type }) => equipment === 'source' && type !== 'gravity');
  const toSource = vector.unit(source && vector.length(source.vector) > 0 ? source.vector : TO_SOURCE);
  const { normal, fraction } = polarizationOf(block);
  const turning = goniometerOf(axes);
  const spindle = turning?.axis ?? ([1, 0, 0] as const);
  const lab = {
    beam: vector.scale(toSource, -1),
    polarization: vector.unit(vector.cross(normal, toSource)),
    spindle,
    across: panels[0]?.fast ?? ([1, 0, 0] as const),
  };
  const wavelengthA = wavelengthOf(block);
  const beam = {
    ...(wavelengthA > 0 && { wavelengthA }),
    ...(isElectronic(block) ? { particle: 'electron' as const } : fraction !== undefined && { polarization: fraction }),
  };
  const experiment: FileExperiment = {
    detector: sectionOf(panels, lab),
    ...(Object.keys(beam).length > 0 && { beam }),
    ...(turning && { scan: { startDeg: turning.startDeg, widthDeg: turning.widthDeg } }),
  };
  const overload = cifNumber(cifValue(block, '_array_intensities.overload'));
  const instrument = instrumentIn(block);
  return {
    images: 1,
    experiment,
    ...(overload > 1 && { saturation: overload - 1 }),
    ...(Object.keys(instrument).length > 0 && { instrument }),
  };
}

/** Reads exposure and gain of a block. */
function instrumentIn(block: CifBlock): InstrumentMetadata {
  const exposure = cifNumber(cifValue(block, '_diffrn_scan_frame.integration_time'));
  const gain = cifNumber(cifValue(block, '_array_intensities.gain'));
  return { ...(exposure > 0 && { exposure }), ...(gain > 0 && { gain }) };
}

/**
 * Reads the values that mark invalid pixels in an imgCIF file: the undefined value marks pixels that do not exist, and
 * values below the underload value are not valid.
 */
export function imgCifMasking(text: string): MaskingValues {
  const [block] = parseCif(text, 'the header of this CBF');
  const value = (name: string) => (block ? cifNumber(cifValue(block, `_array_intensities.${name}`)) : Number.NaN);
  const [undefinedValue, underload] = [value('undefined_value'), value('underload')];
  return {
    ...(Number.isFinite(undefinedValue) && { gap: undefinedValue }),
    ...(Number.isFinite(underload) && { below: underload }),
  };
}

type Cell = (row: number) => string | undefined;

/** Finds the row of a loop with a given value in one of its columns; undefined where there is none. */
function rowWith(
  block: CifBlock,
  key: string,
  value: string,
): { readonly loop: CifLoop; readonly row: number } | undefined {
  const loop = loopWith(block, key);
  if (!loop) return undefined;
  const column = columnOf(loop, key);
  const wanted = value.toLowerCase();
  for (let row = 0; row < rowsOf(loop); row++) if (column(row)?.toLowerCase() === wanted) return { loop, row };
  return undefined;
}

/** Reads a number of such a row; NaN where there is none. */
const numberIn = (found: ReturnType<typeof rowWith>, ...names: readonly string[]): number =>
  found ? cifNumber(columnOf(found.loop, ...names)(found.row)) : Number.NaN;

const orZero = (value: number): number => (Number.isFinite(value) ? value : 0);

/** Returns the axes by their names in lower case. */
function axesOf(block: CifBlock): Map<string, Axis> {
  const loop = loopWith(block, '_axis.id');
  const axes = new Map<string, Axis>();
  if (!loop) return axes;
  const cell = (name: string): Cell => columnOf(loop, `_axis.${name}`);
  const [id, type, equipment, dependsOn, rotation] = ['id', 'type', 'equipment', 'depends_on', 'rotation'].map(
    cell,
  ) as [Cell, Cell, Cell, Cell, Cell];
  const three = (what: string) => [1, 2, 3].map((i) => cell(`${what}[${i}]`)) as [Cell, Cell, Cell];
  const [vectors, offsets] = [three('vector'), three('offset')];
  const at = (cells: [Cell, Cell, Cell], row: number) =>
    cells.map((one) => orZero(cifNumber(one(row)))) as unknown as Vec3;
  for (let row = 0; row < rowsOf(loop); row++) {
    const name = id(row) ?? '';
    if (orZero(cifNumber(rotation(row))) !== 0) {
      throw dataError(
        `the axis '${name.slice(0, 40)}' of this CBF has a rotation about another axis (_axis.rotation), which cannot be read`,
      );
    }
    const turns = (type(row) ?? '').toLowerCase() === 'rotation';
    const what = turns ? 'angle' : 'displacement';
    const scan = rowWith(block, '_diffrn_scan_axis.axis_id', name);
    const frame = rowWith(block, '_diffrn_scan_frame_axis.axis_id', name);
    const start = numberIn(frame, `_diffrn_scan_frame_axis.${what}`);
    axes.set(name.toLowerCase(), {
      id: name,
      type: (type(row) ?? 'general').toLowerCase(),
      equipment: (equipment(row) ?? 'general').toLowerCase(),
      dependsOn: isMissing(dependsOn(row)) ? '.' : (dependsOn(row) as string).toLowerCase(),
      vector: at(vectors, row),
      offset: at(offsets, row),
      setting: orZero(Number.isFinite(start) ? start : numberIn(scan, `_diffrn_scan_axis.${what}_start`)),
      increment: orZero(numberIn(scan, `_diffrn_scan_axis.${what}_increment`)),
    });
  }
  return axes;
}

/** Returns the chain of axes from one axis to the one that depends on none. */
function chainOf(axes: ReadonlyMap<string, Axis>, first: string): Axis[] {
  const chain: Axis[] = [];
  for (let name = first.toLowerCase(); name !== '.'; ) {
    const axis = axes.get(name);
    if (!axis || chain.length > LONGEST_CHAIN) {
      throw dataError(
        `the axis '${name.slice(0, 40)}' of this CBF, on which its detector depends, is missing or depends on itself`,
      );
    }
    chain.push(axis);
    name = axis.dependsOn;
  }
  return chain;
}

/** Transforms a point by the axes of a chain, starting with the first. */
function carriedPoint(chain: readonly Axis[], start: Vec3, settings: ReadonlyMap<string, number>): Vec3 {
  return chain.reduce((point, { id, type, vector: along, offset, setting }) => {
    const value = settings.get(id) ?? setting;
    const moved =
      type === 'rotation'
        ? vector.rotateAbout(point, vector.unit(along), units.fromDegrees(value))
        : type === 'translation'
          ? vector.add(point, vector.scale(along, value))
          : point;
    return vector.add(moved, offset);
  }, start);
}

/** Returns the names of the arrays of the binary sections in order. */
function arrayIds(block: CifBlock, sections: number): readonly string[] {
  const data = loopWith(block, '_array_data.array_id');
  const listed =
    data && Array.from({ length: rowsOf(data) }, (_, row) => columnOf(data, '_array_data.array_id')(row) ?? '');
  if (listed && listed.length >= sections) return listed;
  const loop =
    loopWith(block, '_array_structure_list.array_id') ?? loopWith(block, '_array_structure_list.array_section_id');
  if (!loop) return [];
  const column = columnOf(loop, '_array_structure_list.array_id', '_array_structure_list.array_section_id');
  return [...new Set(Array.from({ length: rowsOf(loop) }, (_, row) => column(row) ?? ''))];
}

/** The axis of an array in one direction, and the positions of pixels on it (mm). */
interface ArrayAxis {
  readonly id: string;
  readonly displacement: number;
  readonly increment: number;
}

function placedPanel(
  block: CifBlock,
  axes: ReadonlyMap<string, Axis>,
  array: string,
  [pixelsSlow, pixelsFast]: readonly [number, number],
): PlacedPanel {
  const [fast, slow] = [arrayAxis(block, array, 1), arrayAxis(block, array, 2)];
  const [along, across] = [chainOf(axes, fast.id), chainOf(axes, slow.id)];
  const carriesSlow = along.some(({ id }) => id.toLowerCase() === slow.id.toLowerCase());
  // Where neither array axis depends on the other, the slow one is applied first.
  const chain = carriesSlow ? along : [...across.slice(0, 1), ...along];
  const settingsAt = (f: number, s: number) =>
    new Map([
      [(along[0] as Axis).id, fast.displacement + f * fast.increment],
      [(across[0] as Axis).id, slow.displacement + s * slow.increment],
    ]);
  const place = (f: number, s: number): Vec3 => carriedPoint(chain, [0, 0, 0], settingsAt(f, s));
  const originMm = place(0, 0);
  const step = (f: number, s: number) => {
    const by = vector.subtract(place(f, s), originMm);
    const length = vector.length(by) / Math.max(f, s);
    if (!(length > 0))
      throw dataError(`the pixels of array '${array.slice(0, 40)}' of this CBF are all at the same position`);
    return { direction: vector.unit(by), length };
  };
  // A step over the whole panel has a smaller rounding error than a step over one pixel.
  const [byFast, bySlow] = [step(pixelsFast, 0), step(0, pixelsSlow)];
  const square = Math.abs(byFast.length - bySlow.length) < 1e-9 * byFast.length;
  return {
    name: array,
    pixelsFast,
    pixelsSlow,
    pixelMm: Math.abs(fast.increment) * vector.length((along[0] as Axis).vector) || byFast.length,
    pixelSlowMm: square ? undefined : bySlow.length,
    originMm,
    fast: byFast.direction,
    slow: bySlow.direction,
    gapsPx: [],
  };
}

/** Finds the axis of an array in the direction whose index has the given precedence; 1 is the fastest. */
function arrayAxis(block: CifBlock, array: string, precedence: 1 | 2): ArrayAxis {
  const missing = () =>
    dataError(`array '${array.slice(0, 40)}' of this CBF lacks its axis ${precedence} (_array_structure_list)`);
  const loop = loopWith(block, '_array_structure_list.precedence');
  if (!loop) throw missing();
  const column = (name: string): Cell => columnOf(loop, `_array_structure_list.${name}`);
  const ids = columnOf(loop, '_array_structure_list.array_section_id', '_array_structure_list.array_id');
  const [rank, set] = [column('precedence'), column('axis_set_id')];
  const rows = Array.from({ length: rowsOf(loop) }, (_, row) => row);
  const row = rows.find(
    (i) => cifNumber(rank(i)) === precedence && (array === '' || ids(i)?.toLowerCase() === array.toLowerCase()),
  );
  const name = row === undefined ? undefined : set(row);
  const found = name === undefined ? undefined : rowWith(block, '_array_structure_list_axis.axis_set_id', name);
  if (!found) throw missing();
  const id = columnOf(found.loop, '_array_structure_list_axis.axis_id')(found.row);
  return {
    id: isMissing(id) ? (name as string) : (id as string),
    displacement: orZero(numberIn(found, '_array_structure_list_axis.displacement')),
    increment: orZero(numberIn(found, '_array_structure_list_axis.displacement_increment')),
  };
}

function wavelengthOf(block: CifBlock): number {
  const id = cifValue(block, '_diffrn_radiation.wavelength_id');
  const found = id === undefined ? undefined : rowWith(block, '_diffrn_radiation_wavelength.id', id);
  return found
    ? numberIn(found, '_diffrn_radiation_wavelength.wavelength')
    : cifNumber(cifValue(block, '_diffrn_radiation_wavelength.wavelength'));
}

/** Tells whether the radiation of a block is electrons. */
const isElectronic = (block: CifBlock): boolean =>
  cifValue(block, '_diffrn_radiation.probe')?.toLowerCase() === 'electron';

/**
 * Returns the normal of the polarization plane, which the dictionary gives by its angle from y, and the polarization
 * fraction (I_p - I_n)/(I_p + I_n), known as the Kahn factor.
 */
function polarizationOf(block: CifBlock): { normal: Vec3; fraction?: number } {
  const ratio = cifNumber(cifValue(block, '_diffrn_radiation.polarizn_source_ratio'));
  const angle = units.fromDegrees(orZero(cifNumber(cifValue(block, '_diffrn_radiation.polarizn_source_norm'))));
  const normal: Vec3 = [Math.sin(angle), Math.cos(angle), 0];
  return { normal, ...(Math.abs(ratio) <= 1 && { fraction: ratio }) };
}

/**
 * Returns the rotation axis of the scan, rotated by the axes below it, and its angles; undefined for a still. A
 * negative rotation becomes a positive one about the inverted axis.
 */
function goniometerOf(axes: ReadonlyMap<string, Axis>): { axis: Vec3; startDeg: number; widthDeg: number } | undefined {
  const rotations = [...axes.values()].filter(
    ({ equipment, type }) => equipment === 'goniometer' && type === 'rotation',
  );
  const moving = rotations.filter(({ increment }) => increment !== 0);
  if (moving.length > 1) {
    throw dataError(
      `${moving.length} axes of the goniometer of this CBF rotate during an image (${moving.map(({ id }) => id.slice(0, 20)).join(', ')}); one can be read`,
    );
  }
  const [scan] = moving;
  if (!scan) return undefined;
  const below = chainOf(axes, scan.id)
    .slice(1)
    .filter(({ type }) => type === 'rotation');
  const direction = vector.rotateThroughAxes(
    vector.unit(scan.vector),
    below.map(({ vector: axis }) => axis),
    below.map(({ setting }) => setting),
  );
  const sign = scan.increment < 0 ? -1 : 1;
  return {
    axis: vector.scale(direction, sign),
    startDeg: sign * scan.setting + 0,
    widthDeg: sign * scan.increment,
  };
}
