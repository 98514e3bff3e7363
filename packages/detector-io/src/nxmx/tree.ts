import type { Group } from 'h5wasm';

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

/** Adds an array [slow, fast] in one piece that a filter packs. */
export function addPackedArray(
  parent: Group,
  name: string,
  data: Uint32Array,
  shape: readonly [number, number],
  packing: Packing,
): void {
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
