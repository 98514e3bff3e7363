/** Numbers in records, lists and arrays, however deep. */
export type NestedNumbers =
  | number
  | Float64Array
  | readonly NestedNumbers[]
  | { readonly [name: string]: NestedNumbers };

/** Makes one number of those at the same place of several sets. */
export type Combine = (values: readonly number[]) => number;

/** Thrown where sets of numbers have different places. */
export class OtherShape extends Error {}

/**
 * Combines sets of numbers of one shape, place by place.
 *
 * @throws OtherShape
 */
export function combined(sets: readonly NestedNumbers[], combine: Combine): NestedNumbers {
  const first = sets[0] as NestedNumbers;
  if (typeof first === 'number') return combine(sets as readonly number[]);
  const sizes = sets.map((set) => Object.keys(set).length);
  if (sizes.some((size) => size !== sizes[0])) throw new OtherShape();
  if (first instanceof Float64Array) {
    const arrays = sets as readonly Float64Array[];
    return first.map((_, i) => combine(arrays.map((array) => array[i] as number)));
  }
  if (Array.isArray(first)) {
    const lists = sets as readonly (readonly NestedNumbers[])[];
    return first.map((_, i) =>
      combined(
        lists.map((list) => list[i] as NestedNumbers),
        combine,
      ),
    );
  }
  const records = sets as readonly Readonly<Record<string, NestedNumbers>>[];
  return Object.fromEntries(
    Object.keys(first).map((key) => [
      key,
      combined(
        records.map((record) => record[key] as NestedNumbers),
        combine,
      ),
    ]),
  );
}

/** Tells whether all numbers are zero. */
export const isZero = (value: NestedNumbers): boolean =>
  typeof value === 'number' ? value === 0 : Array.from(Object.values(value) as NestedNumbers[]).every(isZero);

/** Tells whether two sets have the same numbers in the same places. */
export function sameNumbers(one: NestedNumbers | undefined, other: NestedNumbers | undefined): boolean {
  if (one === other) return true;
  if (one === undefined || other === undefined || typeof one === 'number' || typeof other === 'number') return false;
  const [a, b] = [Object.entries(one) as [string, NestedNumbers][], other as Readonly<Record<string, NestedNumbers>>];
  return a.length === Object.keys(other).length && a.every(([key, value]) => sameNumbers(value, b[key]));
}
