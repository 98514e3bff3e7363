import { type FormFactor, formFactorOf } from '@braggsim/core/form-factors';
import { type Metric, metricOf } from '../metric';
import type { DispersionOf } from './dispersion';
import type { AnisotropicU, Atom, Model } from './model';

/** A kind of atom: its form factor and anomalous scattering. */
export interface Species {
  readonly formFactor: FormFactor;
  /** f' and f'' in electrons. */
  readonly real: number;
  readonly imaginary: number;
  /** Returns the scattering factor by s^2 (1/A^2) where it is not the form factor. */
  readonly amplitude?: (square: number) => number;
}

/** The atoms of a model as arrays for the summation. */
export interface Scatterers {
  readonly metric: Metric;
  readonly species: readonly Species[];
  /** The element of each kind of atom. */
  readonly elements: readonly string[];
  readonly count: number;
  /** Fractional coordinates [atom, 3]. */
  readonly position: Float64Array;
  readonly occupancy: Float64Array;
  /** Isotropic B (A^2); 0 where `u` describes the displacement. */
  readonly b: Float64Array;
  readonly u: readonly (AnisotropicU | undefined)[];
  /** Indices into `species` [atom]. */
  readonly kind: Int32Array;
}

/** Converts a model to arrays. @param ions whether charges given in the model select the form factors of ions */
export function scatterersOf({ cell, atoms }: Model, dispersion: DispersionOf | undefined, ions: boolean): Scatterers {
  const metric = metricOf(cell);
  const kinds = new Map<string, number>();
  const species: Species[] = [];
  const elements: string[] = [];
  const kindOf = ({ element, charge }: Atom): number => {
    const name = `${element} ${ions ? charge : 0}`;
    const known = kinds.get(name);
    if (known !== undefined) return known;
    const { real, imaginary } = dispersion?.(element) ?? { real: 0, imaginary: 0 };
    kinds.set(name, species.length);
    elements.push(element);
    return species.push({ formFactor: formFactorOf(element, ions ? charge : 0), real, imaginary }) - 1;
  };
  const [p, q, r] = metric.reciprocal;
  const position = new Float64Array(3 * atoms.length);
  for (const [
    i,
    {
      position: [x, y, z],
    },
  ] of atoms.entries()) {
    position[3 * i] = p[0] * x + p[1] * y + p[2] * z;
    position[3 * i + 1] = q[1] * y + q[2] * z;
    position[3 * i + 2] = r[2] * z;
  }
  return {
    metric,
    species,
    elements,
    count: atoms.length,
    position,
    occupancy: Float64Array.from(atoms, ({ occupancy }) => occupancy),
    b: Float64Array.from(atoms, ({ b, u }) => (u ? 0 : b)),
    u: atoms.map(({ u }) => u),
    kind: Int32Array.from(atoms, kindOf),
  };
}

/** Complex structure factors (electrons per cell) of a set of reflections, for h k l and for -h -k -l. */
export interface ComplexPair {
  readonly plusRe: Float64Array;
  readonly plusIm: Float64Array;
  readonly minusRe: Float64Array;
  readonly minusIm: Float64Array;
}

export const complexPair = (count: number): ComplexPair => ({
  plusRe: new Float64Array(count),
  plusIm: new Float64Array(count),
  minusRe: new Float64Array(count),
  minusIm: new Float64Array(count),
});
