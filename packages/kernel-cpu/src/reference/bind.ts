import type { Slot, SlotResult, Term } from '@braggsim/core';
import type { FixedPlan, InputValues, Registry, TermPlan } from '@braggsim/core/kernel';
import { type Calculator, calculator, numbers } from '@braggsim/formula';
import { findTerms, type PlanTerms } from '@braggsim/sample-loop';
import { tableValues } from '../table-values';

/** A formula with its constants and specialization, run on plain numbers. */
export type Bound<S extends Slot> = (x: InputValues<number>) => SlotResult<S, number>;

/** Binds the constants of every term of a plan. */
export async function bindTerms(fixed: FixedPlan, registry: Registry<Term>) {
  const tables = tableValues(fixed.tables);
  const m: Calculator<number> = calculator(numbers(tables));
  const terms = await findTerms(fixed, registry);
  const bind =
    <S extends Slot>(term: Term<S>, { constants, specialization }: TermPlan): Bound<S> =>
    (x) =>
      term.formula(m, x, constants, specialization);
  const bindAll = <S extends Slot>(found: readonly Term<S>[], plans: readonly TermPlan[]) =>
    found.map((term, i) => bind(term, plans[i] as TermPlan));
  return {
    m,
    surfaces: bindAll(
      terms.surfaces,
      fixed.panels.map(({ surface }) => surface),
    ),
    shape: bind(terms.shape, fixed.shape),
    structure: bind(terms.structure, fixed.structure),
    factors: bindAll(terms.factors, fixed.factors),
    ofSource: terms.ofSource,
    ofEnergy: terms.ofEnergy,
    ofSensor: terms.ofSensor,
    gaussian: terms.shape.gaussian?.<number>(fixed.shape.constants as never, fixed.shape.specialization),
    reach: reachOf(terms, fixed),
    backgrounds: bindAll(terms.backgrounds, fixed.backgrounds),
    spotFactor: terms.spotFactor && fixed.spotFactor ? bind(terms.spotFactor, fixed.spotFactor) : undefined,
    scatters: bindAll(terms.scatters, fixed.scatters ?? []),
    scatterInputs: terms.scatters.map(({ inputs }) => inputs),
  };
}

/** Returns the half extent of the spots of a plan on each reduced index; half where the shape does not say. */
export const reachOf = ({ shape }: Pick<PlanTerms, 'shape'>, fixed: FixedPlan): readonly number[] =>
  shape.reach?.(fixed.shape.constants, fixed.shape.specialization) ?? [0.5, 0.5, 0.5];

/** The terms of a plan, bound to their constants. */
export type BoundTerms = Awaited<ReturnType<typeof bindTerms>>;
