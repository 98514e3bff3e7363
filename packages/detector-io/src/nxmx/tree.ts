import type { Dataset, Group } from 'h5wasm';
import { hasBits } from './mask';

/** Attributes of groups and datasets: texts, and numbers as float64. */
export type Attributes = Readonly<Record<string, string | number | readonly number[]>>;

/** A value of a dataset. Numbers are stored as float64, typed arrays in their own type. */
export type Value = string | number | Float64Array | Int32Array | Uint32Array | Float32Array;

function setAttributes(target: Pick<Group, 'create_attribute'>, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'string') target.create_attribute(name, value);
    else if (typeof value === 'number') target.create_attribute(name, value, [], '<d');
    else target.create_attribute(name, [...value], [value.length], '<d');
  }
}

/** Adds a group of a NeXus class. */
export function addGroup(parent: Group, name: string, nexusClass: string, attributes: Attributes = {}): Group {
  const group = parent.create_group(name);
  setAttributes(group, { NX_class: nexusClass, ...attributes });
  return group;
}

/** How the library packs a dataset: its filter, with the parameters of the filter; none where it is empty. */
export interface Packing {
  readonly compression?: number;
  readonly compression_opts?: number[];
}

/** The filter that every library of HDF5 has, and with it pieces of an array, and pieces that are not there. */
const GZIP = 1;
/** Rows of such a piece. */
const ROWS = 64;

/**
 * Adds an array [slow, fast] that a filter packs. With gzip it has pieces of some rows, so that no reader has to unpack all of it at once. Of
 * an array without any value but 0 only the first piece is there, and libraries read the others as zeros: a mask that masks nothing takes
 * neither room nor time. With other filters it is in one piece: readers of bslz4 without the library, such as the plug-in Neggia of XDS, take the
 * first piece for all of it.
 */
export function addPackedArray(
  parent: Group,
  name: string,
  data: Uint32Array,
  [slow, fast]: readonly [number, number],
  packing: Packing,
): void {
  const shape = [slow, fast];
  if (packing.compression === undefined) {
    parent.create_dataset({ name, data, shape });
    return;
  }
  const rows = packing.compression === GZIP ? Math.min(slow, ROWS) : slow;
  const chunks = [rows, fast];
  if (rows === slow || hasBits(data)) {
    parent.create_dataset({ name, data, shape, chunks, ...packing });
    return;
  }
  const first = data.subarray(0, rows * fast);
  parent.create_dataset({ name, data: first, shape: chunks, maxshape: shape, chunks, ...packing });
  (parent.get(name) as Dataset).resize(shape);
}

/** Adds a dataset. @param shape shape of a typed array; one dimension by default */
export function addDataset(
  parent: Group,
  name: string,
  value: Value,
  attributes: Attributes = {},
  shape?: readonly number[],
): void {
  const dataset =
    typeof value === 'string'
      ? parent.create_dataset({ name, data: value })
      : typeof value === 'number'
        ? parent.create_dataset({ name, data: [value], shape: [], dtype: '<d' })
        : parent.create_dataset({ name, data: value, shape: [...(shape ?? [value.length])] });
  setAttributes(dataset, attributes);
}

/** Returns whole numbers as int32. */
export const whole = (...values: readonly number[]): Int32Array => Int32Array.from(values);
