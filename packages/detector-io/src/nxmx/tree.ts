import type { Dataset, Group } from 'h5wasm';

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

/** The filter that every library of HDF5 has, and with it pieces that are not there. */
const GZIP = 1;
/** Rows of the pieces of an empty array. */
const ROWS = 64;

const isEmpty = (data: Uint32Array): boolean => {
  for (let i = 0; i < data.length; i++) if (data[i] !== 0) return false;
  return true;
};

/**
 * Adds an array [slow, fast] that a filter packs. Of one without any value but 0 only the first piece is there, and libraries read the others as
 * zeros: a mask that masks nothing takes neither room nor time.
 */
export function addPackedArray(
  parent: Group,
  name: string,
  data: Uint32Array,
  shape: readonly [number, number],
  packing: Packing,
): void {
  const [slow, fast] = shape;
  const rows = Math.min(slow, ROWS);
  if (packing.compression === GZIP && rows < slow && isEmpty(data)) {
    const first = [rows, fast];
    parent.create_dataset({
      name,
      data: data.subarray(0, rows * fast),
      shape: first,
      maxshape: [...shape],
      chunks: first,
      ...packing,
    });
    (parent.get(name) as Dataset).resize([...shape]);
    return;
  }
  const pieces = packing.compression === undefined ? {} : { chunks: [...shape] };
  parent.create_dataset({ name, data, shape: [...shape], ...pieces, ...packing });
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
