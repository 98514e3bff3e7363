import { dataError, type Vec3 } from '@braggsim/core';

/**
 * A parsed JSON object of another program; the functions of this module read values from it and name the path of
 * invalid ones.
 */
export type Json = Readonly<Record<string, unknown>>;

/**
 * Describes a value for a message. Lists and objects are named and not formatted, since they may be nested too deeply.
 */
function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  return typeof value === 'object' && value !== null ? 'an object' : (JSON.stringify(value)?.slice(0, 60) ?? 'nothing');
}

const wrong = (path: string, expected: string, found: unknown) =>
  dataError(`${path} should be ${expected}, found ${shown(found)}`);

export function objectAt(parent: Json, key: string, path: string): Json {
  const value = parent[key];
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Json;
  throw wrong(`${path}.${key}`, 'an object', value);
}

/** Returns the objects of a list; empty where it is absent. */
export function objectsAt(parent: Json, key: string, path: string): Json[] {
  const value = parent[key] ?? [];
  if (!Array.isArray(value)) throw wrong(`${path}.${key}`, 'a list', value);
  return value.map((_, i) => objectAt(value as unknown as Json, String(i), `${path}.${key}`));
}

export function numbersAt(parent: Json, key: string, count: number, path: string): readonly number[] {
  const value = parent[key];
  if (Array.isArray(value) && value.length === count && value.every(Number.isFinite)) return value;
  throw wrong(`${path}.${key}`, `${count} numbers`, value);
}

export const vectorAt = (parent: Json, key: string, path: string): Vec3 =>
  numbersAt(parent, key, 3, path) as unknown as Vec3;

export function numberAt(parent: Json, key: string, path: string): number {
  const value = parent[key];
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw wrong(`${path}.${key}`, 'a number', value);
}
