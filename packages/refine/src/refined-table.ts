import { type Mat3, vector } from '@braggsim/core';
import type { Packed } from './messagepack';
import type { RefinedShot } from './refined-shot';
import { columnOfRows, columnRows, type ReflectionColumn, type ReflectionTable } from './reflection-table';

/** Bits of the column `flags`. */
const FLAGS = { predicted: 1, observed: 2, indexed: 4, used: 8, strong: 32 };

const HALF_PIXEL_Z = 0.5;

interface BoxResult {
  readonly fast: number;
  readonly slow: number;
  readonly sigmaZ: number;
  readonly pixelMm: number;
}

/** Edge of a pixel of each panel, mm. */
type PixelMm = (panel: number) => number;

/** Lists centroid and residual of the model in each box of a refined shot; undefined for boxes in which the model has none. */
function boxResults({ modelCentroids, boxSigmaZ, pixels }: RefinedShot, pixelMm: PixelMm): (BoxResult | undefined)[] {
  const byBox = new Map(modelCentroids.map((centroid) => [centroid.box, centroid]));
  return pixels.boxes.map(({ panel }, k) => {
    const centroid = byBox.get(k);
    return (
      centroid && { fast: centroid.fast, slow: centroid.slow, sigmaZ: boxSigmaZ[k] as number, pixelMm: pixelMm(panel) }
    );
  });
}

/**
 * Returns the table of reflections of a refined shot: the rows that it was given with the calculated centroids, indices of the setting,
 * flag 8 (used in refinement) and the column `sigmaz`; or a row for each box. Columns of text cannot be kept.
 */
export function refinedTable(
  shot: RefinedShot,
  pixelMm: PixelMm,
  given?: ReflectionTable,
  identifier = '',
): ReflectionTable {
  const results = boxResults(shot, pixelMm);
  return given ? updated(given, shot, results) : fresh(shot, results, identifier);
}

function updated(
  given: ReflectionTable,
  shot: RefinedShot,
  results: readonly (BoxResult | undefined)[],
): ReflectionTable {
  const boxOfRow = new Map(shot.pixels.boxes.flatMap(({ row }, k) => (row === undefined ? [] : [[row, k] as const])));
  const rows = (name: string, width: number): Float64Array[] =>
    columnRows(given, name) ?? Array.from({ length: given.rows }, () => new Float64Array(width));
  const [px, mm, flags, hkl] = [rows('xyzcal.px', 3), rows('xyzcal.mm', 3), rows('flags', 1), rows('miller_index', 3)];
  const sigmaZ = Array.from({ length: given.rows }, () => new Float64Array(1));
  for (let row = 0; row < given.rows; row++) {
    const result = results[boxOfRow.get(row) ?? -1];
    const rest = flags[row] as Float64Array;
    rest[0] = (rest[0] as number) - (hasFlag(rest[0] as number, FLAGS.used) ? FLAGS.used : 0);
    hkl[row] = inSetting(hkl[row] as Float64Array, shot.setting);
    if (!result) continue;
    rest[0] = (rest[0] as number) + FLAGS.used;
    px[row] = Float64Array.of(result.fast, result.slow, 0);
    mm[row] = Float64Array.of(result.fast * result.pixelMm, result.slow * result.pixelMm, 0);
    sigmaZ[row] = Float64Array.of(result.sigmaZ);
  }
  const columns = new Map<string, ReflectionColumn>(
    [...given.columns].filter(([, { type }]) => type !== 'std::string'),
  );
  columns.set('flags', columnOfRows('std::size_t', flags));
  columns.set('miller_index', columnOfRows('cctbx::miller::index<>', hkl));
  columns.set('xyzcal.px', columnOfRows('vec3<double>', px));
  columns.set('xyzcal.mm', columnOfRows('vec3<double>', mm));
  columns.set('sigmaz', columnOfRows('double', sigmaZ));
  return { ...given, columns };
}

const hasFlag = (flags: number, bit: number): boolean => Math.floor(flags / bit) % 2 === 1;

const inSetting = ([h = 0, k = 0, l = 0]: Float64Array, setting: Mat3): Float64Array =>
  Float64Array.from(vector.transform(setting, [h, k, l]));

/** Returns a table with a row for each box whose spot the model has. */
function fresh(
  { pixels, half }: RefinedShot,
  results: readonly (BoxResult | undefined)[],
  identifier: string,
): ReflectionTable {
  const rows = pixels.boxes.flatMap((box, k) => {
    const result = results[k];
    return result ? [{ box, result }] : [];
  });
  const column = (type: string, of: (row: (typeof rows)[number]) => readonly number[]) =>
    columnOfRows(type, rows.map(of));
  const { predicted, observed, indexed, used, strong } = FLAGS;
  const columns = new Map<string, ReflectionColumn>([
    ['flags', column('std::size_t', ({ box }) => [predicted + observed + used + strong + (box.hkl ? indexed : 0)])],
    ['id', column('int', () => [0])],
    ['imageset_id', column('int', () => [0])],
    ['panel', column('std::size_t', ({ box }) => [box.panel])],
    ['miller_index', column('cctbx::miller::index<>', ({ box }) => box.hkl ?? [0, 0, 0])],
    [
      'bbox',
      column('int6', ({ box: { centre } }) => [
        centre[0] - half,
        centre[0] + half + 1,
        centre[1] - half,
        centre[1] + half + 1,
        0,
        1,
      ]),
    ],
    [
      'xyzobs.px.value',
      column('vec3<double>', ({ box: { centre } }) => [centre[0] + 0.5, centre[1] + 0.5, HALF_PIXEL_Z]),
    ],
    ['xyzobs.px.variance', column('vec3<double>', () => [1 / 12, 1 / 12, 1 / 12])],
    ['xyzcal.px', column('vec3<double>', ({ result }) => [result.fast, result.slow, 0])],
    ['xyzcal.mm', column('vec3<double>', ({ result: { fast, slow, pixelMm } }) => [fast * pixelMm, slow * pixelMm, 0])],
    ['sigmaz', column('double', ({ result }) => [result.sigmaZ])],
  ]);
  const content = new Map<Packed, Packed>([
    ['identifiers', new Map<Packed, Packed>([[0, identifier]])],
    ['nrows', rows.length],
    ['data', new Map()],
  ]);
  return { version: 1, content, rows: rows.length, columns };
}
