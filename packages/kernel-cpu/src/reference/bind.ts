import {
  dataError,
  type FixedPlan,
  fromRegistry,
  INPUTS,
  type InputValues,
  type Loop,
  type Registry,
  type Slot,
  type SlotResult,
  type Term,
  type TermPlan,
} from '@braggsim/core';
import { type Calculator, calculator, numbers, type TableValues } from '@braggsim/formula';

/** A formula with its constants in place, run on plain numbers. */
export type Bound<S extends Slot> = (x: InputValues<number>) => SlotResult<S, number>;

/** The plan's terms as functions. */
export interface BoundTerms {
  readonly m: Calculator<number>;
  readonly surfaces: readonly Bound<'surface'>[];
  readonly shape: Bound<'shape'>;
  readonly structure: Bound<'structure'>;
  readonly factors: readonly Bound<'factor'>[];
  /** Which factors vary with the source. */
  readonly ofSource: readonly boolean[];
  readonly backgrounds: readonly Bound<'background'>[];
}

/** @throws BraggsimError when the registry lacks a term, or has another version of it than the plan was made with */
export async function bindTerms(fixed: FixedPlan, terms: Registry<Term>): Promise<BoundTerms> {
  const values: TableValues = Object.fromEntries(Object.entries(fixed.tables).map(([name, t]) => [name, t.values]));
  const m = calculator(numbers(values));
  const find = async <S extends Slot>(slot: S, { id, version }: TermPlan): Promise<Term<S>> => {
    const term = (await fromRegistry(terms, id, slot)) as Term<S>;
    if (term.slot !== slot || term.version !== version) {
      throw dataError(
        `the plan wants ${slot} '${id}' of version ${version}, but the ${term.slot} of that name has version ${term.version}`,
      );
    }
    return term;
  };
  const bind = async <S extends Slot>(slot: S, plan: TermPlan): Promise<Bound<S>> => {
    const term = await find(slot, plan);
    return (x) => term.formula(m, x, plan.constants, plan.choices);
  };
  const factors = await Promise.all(fixed.factors.map((f) => find('factor', f)));
  return {
    m,
    surfaces: await Promise.all(fixed.panels.map((panel) => bind('surface', panel.surface))),
    shape: await bind('shape', fixed.shape),
    structure: await bind('structure', fixed.structure),
    factors: await Promise.all(fixed.factors.map((f) => bind('factor', f))),
    ofSource: factors.map(({ inputs }) =>
      inputs.some((name) => (INPUTS[name].varies as readonly Loop[]).includes('source')),
    ),
    backgrounds: await Promise.all(fixed.backgrounds.map((b) => bind('background', b))),
  };
}
