import { term } from '@braggsim/core';
import type { Detector } from '@braggsim/core/derived';
import type { InputValues } from '@braggsim/core/kernel';
import type { Calculator, Triple, Value } from '@braggsim/formula';

type Place<T> = Pick<InputValues<T>, 'fastOffset' | 'slowOffset' | 'depth'>;
interface PlaneVectors<T> {
  readonly origin: Triple<Value<T>>;
  readonly fast: Triple<Value<T>>;
  readonly slow: Triple<Value<T>>;
  readonly normal: Triple<Value<T>>;
}

export const flatConstants = ({ origin, fast, slow, normal }: Detector) => ({ origin, fast, slow, normal });

/** Computes the position (m, laboratory frame) of a place on a flat detector, summed in the order of the C program. */
export function pointOnPlane<T>(m: Calculator<T>, at: Place<T>, plane: PlaneVectors<T>): Triple<T> {
  const along = (i: 0 | 1 | 2): T =>
    m.sum(
      m.product(at.fastOffset, plane.fast[i]),
      m.product(at.slowOffset, plane.slow[i]),
      m.product(at.depth, plane.normal[i]),
      plane.origin[i],
    );
  return [along(0), along(1), along(2)];
}

/** Surface of a flat detector. */
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
  formula: (m, at, plane) => pointOnPlane(m, at, plane),
});
