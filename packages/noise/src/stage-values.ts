import { checked, type Parameter, type ParameterTable, type StageValues, usageError } from '@braggsim/core';
import type { Pixels } from '@braggsim/core/derived';

type ValueOf<P extends Parameter> = P['type'] extends 'number' | 'integer'
  ? number
  : P['type'] extends 'boolean'
    ? boolean
    : P['type'] extends 'numbers'
      ? readonly number[]
      : string;

type Filled<P extends Parameter> = 'default' extends keyof P ? ValueOf<P> : ValueOf<P> | undefined;

/** Values of a table of parameters; those without a default may be absent. */
export type ValuesOf<T extends ParameterTable> = { readonly [K in keyof T]: Filled<T[K]> };

/** Names that a request may have besides the parameters of its stage. */
const REQUEST_NAMES = new Set(['kind', 'pixels']);

function checkedValue(table: ParameterTable, name: string, given: unknown): unknown {
  const { type, options, count } = table[name] as Parameter;
  const refuse = (expected: string) =>
    usageError(`expected ${expected} for ${name} of a readout stage, found '${String(given)}'`);
  switch (type) {
    case 'number':
    case 'integer':
      return checked(table, name, typeof given === 'number' ? given : Number.NaN);
    case 'boolean':
      if (typeof given !== 'boolean') throw refuse('true or false');
      return given;
    case 'enum':
      if (!options?.includes(String(given))) throw refuse(`one of ${options?.join(', ')}`);
      return given;
    case 'numbers': {
      const numbers = Array.isArray(given) ? given : [];
      const right = numbers.length > 0 && (count === undefined || numbers.length === count);
      if (!right || !numbers.every(Number.isFinite)) throw refuse(`a list of ${count ?? 'one or more'} numbers`);
      return numbers;
    }
    case 'text':
      if (typeof given !== 'string') throw refuse('a text');
      return given;
  }
}

/**
 * Checks the parameters of a readout stage, and adds the defaults of absent ones.
 *
 * @throws BraggsimError (`usage`) for an unknown name or a value out of its range
 */
export function stageValues<const T extends ParameterTable>(table: T, given: StageValues): ValuesOf<T> {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(table, name) && !REQUEST_NAMES.has(name));
  if (unknown !== undefined) {
    throw usageError(
      `a readout stage has no parameter '${unknown}'; it has ${Object.keys(table).join(', ') || 'none'}`,
    );
  }
  const entries = Object.keys(table).map((name) => {
    const value = given[name] ?? table[name]?.default;
    return [name, value === undefined ? undefined : checkedValue(table, name, value)];
  });
  return Object.fromEntries(entries) as ValuesOf<T>;
}

/**
 * Returns the pixels of the image that a stage uses, [slow, fast], or those of a band of rows.
 *
 * @param shape shape of the panel, [slow, fast]
 * @param firstPixel index of the first pixel of the band
 * @param length number of pixels of the band
 * @throws BraggsimError (`usage`) when the image does not have the size of the panel
 */
export function stagePixels(
  given: StageValues,
  shape: readonly [number, number],
  firstPixel: number,
  length: number,
): ArrayLike<number> {
  const [slow, fast] = shape;
  const pixels = given.pixels as Pixels | readonly number[] | undefined;
  if (pixels?.length !== slow * fast) {
    throw usageError(
      `a readout stage that uses an image needs the ${slow} x ${fast} pixels of the panel, found ${pixels?.length ?? 'none'}`,
    );
  }
  if (firstPixel === 0 && length === pixels.length) return pixels;
  const end = firstPixel + length;
  return ArrayBuffer.isView(pixels) ? pixels.subarray(firstPixel, end) : pixels.slice(firstPixel, end);
}
