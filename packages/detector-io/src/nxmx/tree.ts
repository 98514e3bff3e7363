import type { Group } from 'h5wasm';

/** Attributes of groups and datasets: texts, numbers as float64. */
export type Attributes = Readonly<Record<string, string | number | readonly number[]>>;

/** A value of a dataset. Plain numbers are stored as float64, whole ones among typed arrays as what they are. */
export type Value = string | number | Float64Array | Int32Array | Uint32Array | Float32Array;

function setAttributes(target: Pick<Group, 'create_attribute'>, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'string') target.create_attribute(name, value);
    else if (typeof value === 'number') target.create_attribute(name, value, [], '<d');
    else target.create_attribute(name, [...value], [value.length], '<d');
  }
}

/** A group of a NeXus class. */
export function addGroup(parent: Group, name: string, nexusClass: string, attributes: Attributes = {}): Group {
  const group = parent.create_group(name);
  setAttributes(group, { NX_class: nexusClass, ...attributes });
  return group;
}

/** @param shape of typed arrays; one dimension when absent */
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

/** Whole numbers. */
export const whole = (...values: readonly number[]): Int32Array => Int32Array.from(values);
