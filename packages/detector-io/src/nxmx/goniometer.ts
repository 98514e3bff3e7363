import { type Vec3, vector } from '@braggsim/core';
import type { Goniometer, GoniometerAxis, ImageAngles } from '@braggsim/core/derived';
import type { Dataset, File } from 'h5wasm';
import { text } from './axis-attributes';
import { anglesDeg, axisChain, directionOf } from './chain';
import { isDataset } from './hdf5';
import { datasetOf, type NexusPlaces } from './places';

/** The number of angles to read when those of all images are needed. */
const ALL = Number.MAX_SAFE_INTEGER;
/** Tolerance for equal steps of a scan, as a fraction of a step. */
const SAME_STEP = 1e-3;
/** The rotation axis of files that name none. */
const USUAL: Vec3 = [-1, 0, 0];

/** The rotation of the sample that a file describes. */
export interface SampleRotation {
  /** The rotation axis of the scan, rotated by those on which it depends. */
  readonly spindle: Vec3;
  /** Angles of all images; undefined where the file gives none. */
  readonly angles?: ImageAngles;
  /** Whether the file gives the widths of images. */
  readonly widthsKnown: boolean;
  readonly goniometer?: Goniometer;
  readonly warnings: readonly string[];
}

interface RotationAxis {
  readonly name: string;
  readonly dataset: Dataset;
  readonly direction: Vec3 | undefined;
  readonly angles: readonly number[];
}

const nameOf = ({ path }: Dataset): string => path.split('/').at(-1) as string;

const rotationAxis = (dataset: Dataset, direction: Vec3 | undefined): RotationAxis => ({
  name: nameOf(dataset),
  dataset,
  direction,
  angles: anglesDeg(dataset, ALL) ?? [],
});

/** Returns the rotation axes of the sample, the one closest to the crystal first. */
function sampleAxes(file: File, { sample }: NexusPlaces): RotationAxis[] {
  const depends = datasetOf(file, sample, 'depends_on')?.value;
  if (!sample || typeof depends !== 'string') return [];
  return axisChain(file, depends, sample.path)
    .filter(({ rotates }) => rotates)
    .map((axis) => rotationAxis(axis.dataset, directionOf(axis)));
}

/** Tells whether an axis rotates. An axis at rest can have an angle for each image, too. */
const turns = ({ angles }: RotationAxis): boolean => angles.some((angle) => angle !== angles[0]);

/** Reads numbers, in degrees, stored next to an axis or, in files of Dectris, in the group of the goniometer. */
function besideAxis(file: File, { sample }: NexusPlaces, axis: RotationAxis, suffix: string) {
  const own = file.get(axis.dataset.path + suffix);
  const found = isDataset(own) ? own : datasetOf(file, sample, `goniometer/${axis.name}${suffix}`);
  return found && anglesDeg(found, ALL, text(axis.dataset, 'units') ?? 'deg');
}

/** Reads the widths of images, as far as the file gives them. */
function widthsOf(file: File, places: NexusPlaces, axis: RotationAxis, images: number): readonly number[] | undefined {
  const { angles } = axis;
  const beside = (suffix: string) => besideAxis(file, places, axis, suffix);
  const ends = beside('_end') ?? [];
  if (ends.length > 0 && ends.length >= Math.min(images, angles.length)) {
    return ends.map((end, i) => end - (angles[i] ?? end));
  }
  const [every] = beside('_range_average') ?? beside('_increment_set') ?? beside('_increment') ?? [];
  if (every !== undefined) return Array(Math.max(images, angles.length)).fill(every);
  const steps = angles.slice(1).map((angle, i) => angle - (angles[i] as number));
  if (images > 0 && angles.length === images + 1) return steps;
  const [step] = steps;
  if (step === undefined) return undefined;
  const regular = steps.every((other) => Math.abs(other - step) <= SAME_STEP * Math.abs(step));
  return regular ? Array(angles.length).fill(step) : undefined;
}

function imageAngles(file: File, places: NexusPlaces, axis: RotationAxis, images: number) {
  const { angles } = axis;
  const [first] = angles;
  const warnings: string[] = [];
  if (first === undefined) return { widthsKnown: false, warnings };
  const count = Math.max(images, images === 0 ? angles.length : 1);
  const widths = widthsOf(file, places, axis, images);
  if (!widths && turns(axis)) {
    warnings.push(
      `the angles of ${axis.name} are irregular, and the rotation of each image is not given: the images are treated as stills`,
    );
  }
  if (angles.length > 1 && angles.length < count) {
    warnings.push(`${axis.name} has ${angles.length} angles for ${count} images: the missing ones continue the series`);
  }
  const startsDeg: number[] = [];
  const widthsDeg: number[] = [];
  for (let i = 0; i < count; i++) {
    const width = widths?.[i] ?? widths?.at(-1) ?? 0;
    startsDeg.push(angles[i] ?? (i === 0 ? first : (startsDeg[i - 1] as number) + (widthsDeg[i - 1] as number)));
    widthsDeg.push(width);
  }
  return { angles: { startsDeg, widthsDeg }, widthsKnown: widths !== undefined, warnings };
}

/**
 * Reads the rotation axis of the series with its angles, and the other axes of the goniometer. Without a chain of axes,
 * the axis `omega` of the standard groups is used.
 *
 * @param images number of images in the file; 0 where they are in other files
 * @throws BraggsimError (`data`) for axes whose unit is not an angle
 */
export function sampleRotation(file: File, places: NexusPlaces, images: number): SampleRotation {
  const axes = sampleAxes(file, places);
  const moving = axes.filter(turns);
  const warnings =
    moving.length > 1
      ? [`several axes of the goniometer rotate (${moving.map(({ name }) => name).join(', ')}): only the first is kept`]
      : [];
  const scanning = (axis: RotationAxis) =>
    (widthsOf(file, places, axis, images) ?? []).some((width) => width !== 0) || axis.angles.length > 1;
  const chosen = moving[0] ?? axes.find(scanning) ?? axes.find(({ name }) => name === 'omega') ?? axes[0];
  const alone = datasetOf(file, places.sample, 'transformations/omega', 'goniometer/omega');
  const axis = chosen ?? (alone && rotationAxis(alone, directionOf({ dataset: alone, rotates: true })));
  if (!axis) return { spindle: USUAL, widthsKnown: false, warnings };
  const { warnings: ofAngles, ...found } = imageAngles(file, places, axis, images);
  const own = axes.indexOf(axis);
  const above = own < 0 ? [] : axes.slice(own + 1);
  const spindle = vector.rotateThroughAxes(
    axis.direction ?? USUAL,
    above.map(({ direction }) => direction ?? [0, 0, 1]),
    above.map(({ angles }) => angles[0] ?? 0),
  );
  const goniometer = axes.length > 1 && goniometerOf(axes, own);
  return { spindle, ...found, ...(goniometer && { goniometer }), warnings: [...warnings, ...ofAngles] };
}

const goniometerOf = (axes: readonly RotationAxis[], scanAxis: number): Goniometer => ({
  axes: axes.map(
    ({ name, direction, angles }): GoniometerAxis => ({
      name,
      direction: direction ?? USUAL,
      angleDeg: angles[0] ?? 0,
    }),
  ),
  scanAxis,
});
