import type { Vec3 } from '@braggsim/core';
import type { Dataset, Group } from 'h5wasm';
import { smallValue } from './checked-read';

/** Axes that hang on each other: beamlines have a dozen at most. */
export const LONGEST_CHAIN = 64;

/** An attribute that is a text. */
export const text = (target: Group | Dataset, name: string): string | undefined => {
  const value = smallValue(target.attrs[name]);
  const [first] = Array.isArray(value) ? value : [value];
  return typeof first === 'string' ? first : undefined;
};

/** An attribute of three numbers. */
export function vectorOf(dataset: Dataset, name: string): Vec3 | undefined {
  const value = smallValue(dataset.attrs[name]);
  const list = ArrayBuffer.isView(value) ? [...(value as Float64Array)] : [];
  return list.length === 3 && list.every(Number.isFinite) ? (list as unknown as Vec3) : undefined;
}
