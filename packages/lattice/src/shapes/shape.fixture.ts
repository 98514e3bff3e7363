import type { Constants, Term, TermSpecialization, Vec3 } from '@braggsim/core';
import type { Crystal, Derived } from '@braggsim/core/derived';
import { calculator, duals, numbers, variable } from '@braggsim/formula';
import { resolveCrystal } from '../crystal';
import type { CrystalSection } from '../sections';

type Shape<C extends Constants, K extends TermSpecialization> = Term<'shape', 'dh' | 'dk' | 'dl', C, K>;

const plain = calculator(numbers());
const dual = calculator(duals(3));

export const crystalOf = (section: CrystalSection): Crystal =>
  resolveCrystal({ cell: [100], ...section }, { wavelength: 1e-10 }, { cellReciprocal: 'exact', angles: 'float64' })
    .value;

/** Returns a shape bound to a crystal: its squared transform, gradient, slope and reach as functions of the index offsets. */
export function shapeOf<C extends Constants, K extends TermSpecialization>(shape: Shape<C, K>, crystal: Crystal) {
  const derived = { crystal } as Derived;
  const constants = shape.constants({}, derived);
  const specialization = shape.specialization?.({}, derived) ?? ({} as K);
  const lifted = constants as unknown as Parameters<typeof shape.formula<number>>[2];
  const value = ([dh, dk, dl]: Vec3, variant = specialization): number =>
    shape.formula(plain, { dh, dk, dl }, lifted, variant);
  return {
    specialization,
    value,
    /** Derivatives with respect to dh, dk and dl. */
    gradient: (at: Vec3): readonly number[] => {
      const [dh, dk, dl] = [variable(at[0], 0, 3), variable(at[1], 1, 3), variable(at[2], 2, 3)];
      const ofDuals = constants as unknown as Parameters<typeof shape.formula<typeof dh>>[2];
      return shape.formula(dual, { dh, dk, dl }, ofDuals, specialization).partials;
    },
    /** Returns the gradient by central differences. */
    differences: (at: Vec3, step = 1e-6): readonly number[] =>
      [0, 1, 2].map((axis) => {
        const moved = (by: number) => at.map((x, i) => (i === axis ? x + by : x)) as unknown as Vec3;
        return (value(moved(step)) - value(moved(-step))) / (2 * step);
      }),
    peak: value([0, 0, 0]),
    slope: shape.slope?.(constants, specialization) ?? Number.NaN,
    reach: shape.reach?.(constants, specialization),
  };
}

/** Returns evenly spread offsets in the unit box, away from its faces. */
export const scattered = (count: number): Vec3[] =>
  Array.from({ length: count }, (_, i) => {
    const along = (ratio: number) => 0.998 * (((i + 0.5) * ratio) % 1) - 0.499;
    return [along(0.8191725134), along(0.6710436067), along(0.5497004779)] as const;
  });
