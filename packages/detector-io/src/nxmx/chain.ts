import { dataError, units, type Vec3, vector } from '@braggsim/core';
import type { Dataset, File } from 'h5wasm';
import { LONGEST_CHAIN, text, vectorOf } from './axis-attributes';
import { numbersOf } from './numbers';
import { axisAt, groupPath } from './places';
import { factorFor, unitFactor } from './unit-factors';

/** An axis of a chain of transformations. */
export interface ChainAxis {
  readonly dataset: Dataset;
  readonly rotates: boolean;
}

/**
 * Returns the axes that depend on each other, starting with the first.
 *
 * @param first path of the first axis; `.` or undefined for an empty chain
 * @param group the group that contains the dependent dataset
 * @throws BraggsimError (`data`) where an axis is missing or depends on itself
 */
export function axisChain(file: File, first: string | undefined, group: string): ChainAxis[] {
  const axes: ChainAxis[] = [];
  let [path, from] = [first, group];
  while (path !== undefined && path !== '.' && path !== '') {
    const dataset = axisAt(file, path, from);
    if (!dataset || axes.length > LONGEST_CHAIN) {
      throw dataError(`'${path}', on which the detector or sample depends, is missing or depends on itself`);
    }
    axes.push({ dataset, rotates: text(dataset, 'transformation_type') === 'rotation' });
    path = text(dataset, 'depends_on');
    from = groupPath(dataset);
  }
  return axes;
}

/** Reads the direction of an axis as a unit vector; undefined where the file gives none. */
export function directionOf({ dataset }: ChainAxis): Vec3 | undefined {
  const along = vectorOf(dataset, 'vector');
  return along && vector.length(along) > 0 ? vector.unit(along) : undefined;
}

/**
 * Reads the first angles of a rotation axis in degrees, which are also the default unit.
 *
 * @throws BraggsimError (`data`) for a unit that is not an angle
 */
export function anglesDeg(dataset: Dataset, count: number, unit = 'deg'): readonly number[] | undefined {
  const factor = factorFor(dataset, 'angle', unit);
  return numbersOf(dataset, count)?.map((value) => value * factor);
}

/** A point in mm, and directions. */
export interface Placed {
  readonly point: Vec3;
  readonly directions: readonly Vec3[];
}

/** Reads the offset (mm) that an axis adds to points. */
export function offsetMm(dataset: Dataset): Vec3 {
  const offset = vectorOf(dataset, 'offset');
  if (!offset || vector.length(offset) === 0) return [0, 0, 0];
  return vector.scale(offset, unitFactor('length', text(dataset, 'offset_units') ?? text(dataset, 'units')));
}

/**
 * Transforms a point and directions by the axes that a dataset depends on, up to the lab frame. Each axis T maps x' = R
 * x + o for rotations and x' = x + t + o for translations.
 */
export function throughAxes(axes: readonly ChainAxis[], start: Placed): Placed {
  return axes.reduce(({ point, directions }, axis) => {
    const along = directionOf(axis) ?? [0, 0, 0];
    const { dataset, rotates } = axis;
    if (rotates) {
      const [angle = 0] = anglesDeg(dataset, 1) ?? [];
      const turn = (v: Vec3) => vector.rotateAbout(v, along, units.fromDegrees(angle));
      return { point: vector.add(turn(point), offsetMm(dataset)), directions: directions.map(turn) };
    }
    const [value = 0] = numbersOf(dataset, 1) ?? [];
    // The vector of a translation need not have the length 1.
    const shift = vector.scale(
      vectorOf(dataset, 'vector') ?? along,
      value === 0 ? 0 : value * factorFor(dataset, 'length'),
    );
    return { point: vector.add(vector.add(point, shift), offsetMm(dataset)), directions };
  }, start);
}
