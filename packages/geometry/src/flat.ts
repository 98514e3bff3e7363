import { term } from '@braggsim/core';
import type { Detector } from '@braggsim/core/derived';
import type { InputValues } from '@braggsim/core/kernel';
import type { Calculator, Triple, Value } from '@braggsim/formula';

type Place<T> = Pick<InputValues<T>, 'fastOffset' | 'slowOffset' | 'depth'>;
interface PlateVectors<T> {
  readonly origin: Triple<Value<T>>;
  readonly fast: Triple<Value<T>>;
  readonly slow: Triple<Value<T>>;
  readonly normal: Triple<Value<T>>;
}

export const flatConstants = ({ origin, fast, slow, normal }: Detector) => ({ origin, fast, slow, normal });

/** Lab position (m) of a place on a flat plate, summed in the order of the C program. */
export function pointOnPlate<T>(m: Calculator<T>, at: Place<T>, plate: PlateVectors<T>): Triple<T> {
  const along = (i: 0 | 1 | 2): T =>
    m.sum(
      m.product(at.fastOffset, plate.fast[i]),
      m.product(at.slowOffset, plate.slow[i]),
      m.product(at.depth, plate.normal[i]),
      plate.origin[i],
    );
  return [along(0), along(1), along(2)];
}

/** A flat plate. */
export const flat = term({
  slot: 'surface',
  id: 'flat',
  version: 1,
  params: {},
  about: {
    equation: 'X = pix0 + F f + S s + depth o',
    citation: 'nanoBragg, J. M. Holton; geometry of Parkhurst et al. (2014), J. Appl. Cryst. 47, 1459',
  },
  inputs: ['fastOffset', 'slowOffset', 'depth'],
  constants: (_params, { detector }) => flatConstants(detector),
  formula: (m, at, plate) => pointOnPlate(m, at, plate),
});
