import { dataError } from '@braggsim/core';
import type { Dataset } from 'h5wasm';
import { factorOf, type QuantityKind } from '../unit-table';
import { text } from './axis-attributes';

const AS_EXAMPLES: Readonly<Record<QuantityKind, string>> = {
  length: 'm, cm, mm, um, nm, angstrom',
  angle: 'deg, rad, mrad',
  energy: 'eV, keV, J',
  time: 's, ms, us',
};

const ARTICLE: Readonly<Record<QuantityKind, string>> = {
  length: 'a length',
  angle: 'an angle',
  energy: 'an energy',
  time: 'a time',
};

/**
 * Returns the factor that converts a value to millimetres, degrees, electronvolts or seconds.
 *
 * @throws BraggsimError (`data`) for an unknown or absent unit
 */
export function unitFactor(kind: QuantityKind, unit: string | undefined): number {
  const factor = unit === undefined ? undefined : factorOf(kind, unit);
  if (factor !== undefined) return factor;
  throw dataError({
    message: `${ARTICLE[kind]} of this NeXus file is in '${unit ?? 'nothing'}'; ${AS_EXAMPLES[kind]} and their usual spellings can be read`,
    expected: AS_EXAMPLES[kind],
    found: unit ?? 'nothing',
  });
}

/**
 * Returns the factor for the values of a dataset by its attribute `units`.
 *
 * @param absent the unit of a dataset without that attribute, which is otherwise an error
 * @throws BraggsimError (`data`) for an unknown unit
 */
export const factorFor = (dataset: Dataset, kind: QuantityKind, absent?: string): number =>
  unitFactor(kind, text(dataset, 'units') ?? absent);
