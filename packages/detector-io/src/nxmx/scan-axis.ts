import { units, type Vec3, vector } from '@braggsim/core';
import type { Dataset, File } from 'h5wasm';
import type { FileExperiment } from '../described';
import { LONGEST_CHAIN, text, vectorOf } from './axis-attributes';
import { smallValue } from './checked-read';
import { isDataset } from './hdf5';
import { numbersOf } from './numbers';

/** Rotation axes of the sample, the one nearest to the crystal first. */
function sampleAxes(file: File): Dataset[] {
  const depends = file.get('/entry/sample/depends_on');
  let path = isDataset(depends) ? smallValue(depends) : undefined;
  const axes: Dataset[] = [];
  for (let step = 0; typeof path === 'string' && path !== '.' && step < LONGEST_CHAIN; step++) {
    const axis = file.get(path);
    if (!isDataset(axis)) break;
    if (text(axis, 'transformation_type') === 'rotation') axes.push(axis);
    path = text(axis, 'depends_on');
  }
  return axes;
}

/** Whether the angles of an axis change from image to image. An axis at rest can have an angle for each image too. */
function turns(axis: Dataset): boolean {
  const [first, second] = numbersOf(axis, 2) ?? [];
  return second !== undefined && second !== first;
}

/**
 * The axis that turns during the series, an angle for each image, and its direction: carried by the axes on which it
 * depends. Without a chain of axes, `omega` of the usual groups.
 */
export function scanAxis(file: File): { readonly axis: unknown; readonly spindle: Vec3 } {
  const axes = sampleAxes(file);
  const turning = axes.findIndex(turns);
  const moving = turning < 0 ? axes.findIndex((axis) => (axis.shape?.[0] ?? 1) > 1) : turning;
  const omegas = ['transformations', 'goniometer'].map((group) => file.get(`/entry/sample/${group}/omega`));
  const axis = axes[moving] ?? omegas.find(isDataset) ?? axes[0];
  const along = axis && vectorOf(axis, 'vector');
  if (!along) return { axis, spindle: [-1, 0, 0] };
  const above = moving < 0 ? [] : axes.slice(moving + 1);
  const spindle = above.reduce((v, carrier) => {
    const [angle = 0] = numbersOf(carrier, 1) ?? [];
    return vector.rotateAbout(v, vector.unit(vectorOf(carrier, 'vector') ?? [0, 0, 1]), units.fromDegrees(angle));
  }, along);
  return { axis, spindle };
}

/** A number that is filed beside an axis, or, as Dectris files have it, in the group of the goniometer. */
function besideAxis(file: File, axis: unknown, suffix: string): number | undefined {
  if (!isDataset(axis)) return undefined;
  const name = axis.path.split('/').at(-1);
  const [value] =
    numbersOf(file.get(axis.path + suffix), 1) ??
    numbersOf(file.get(`/entry/sample/goniometer/${name}${suffix}`), 1) ??
    [];
  return value;
}

/** Where the series starts and how far each image goes, by the angles of its axis and their ends. */
export function scanOf(file: File, axis: unknown): NonNullable<FileExperiment['scan']> {
  const starts = numbersOf(axis, 2) ?? [];
  const end = besideAxis(file, axis, '_end');
  const range = besideAxis(file, axis, '_range_average');
  const [startDeg, next] = starts;
  if (startDeg === undefined) return {};
  const after = end ?? (range === undefined ? next : startDeg + range);
  return { startDeg, ...(after !== undefined && { widthDeg: after - startDeg }) };
}
