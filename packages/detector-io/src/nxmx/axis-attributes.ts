import type { Vec3 } from '@braggsim/core';
import type { Dataset, Group } from 'h5wasm';
import { smallValue } from './checked-read';

/** Largest number of axes that depend on each other; beamlines have at most a dozen. */
export const LONGEST_CHAIN = 64;

/** Reads a text attribute; undefined where it is absent or not a text. */
export const text = (target: Group | Dataset, name: string): string | undefined => {
  const value = smallValue(target.attrs[name]);
  const [first] = Array.isArray(value) ? value : [value];
  return typeof first === 'string' ? first : undefined;
};

/** Reads an attribute of three numbers; undefined where it is absent or has another size. */
export function vectorOf(dataset: Dataset, name: string): Vec3 | undefined {
  const value = smallValue(dataset.attrs[name]);
  const list = ArrayBuffer.isView(value) ? [...(value as Float64Array)] : [];
  return list.length === 3 && list.every(Number.isFinite) ? (list as unknown as Vec3) : undefined;
}
