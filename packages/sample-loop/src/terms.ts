import { dataError, type Slot, type Term } from '@braggsim/core';
import { isOfEnergy } from '@braggsim/core/band';
import { type FixedPlan, fromRegistry, INPUTS, type Registry, type TermPlan } from '@braggsim/core/kernel';

/** The terms that a plan names, found. */
export interface PlanTerms {
  /** Terms of the surfaces, one for each panel. */
  readonly surfaces: readonly Term<'surface'>[];
  readonly shape: Term<'shape'>;
  readonly structure: Term<'structure'>;
  readonly factors: readonly Term<'factor'>[];
  /** Which factors vary with the source. */
  readonly ofSource: readonly boolean[];
  /** Which factors vary with the photon energy. */
  readonly ofEnergy: readonly boolean[];
  /** Which factors are those of the sensor. */
  readonly ofSensor: readonly boolean[];
  readonly backgrounds: readonly Term<'background'>[];
  readonly spotFactor?: Term<'factor'>;
  readonly scatters: readonly Term<'scatter'>[];
}

/** What a plan has for each term besides the surface: the plan of the term, the term itself, or anything else. */
export interface EachTerm<T> {
  readonly shape: T;
  readonly structure: T;
  readonly factors: readonly T[];
  readonly backgrounds: readonly T[];
  readonly spotFactor?: T | undefined;
  readonly scatters?: readonly T[] | undefined;
}

/** Lists what a panel has for each of its terms, with the prefixes of the names of their constants. */
export const byTerm = <T>(
  surface: T,
  { shape, structure, factors, backgrounds, spotFactor, scatters = [] }: EachTerm<T>,
): (readonly [prefix: string, T])[] => [
  ['surface', surface],
  ['shape', shape],
  ['structure', structure],
  ...factors.map((x, i) => [`factor${i}`, x] as const),
  ...backgrounds.map((x, i) => [`background${i}`, x] as const),
  ...(spotFactor === undefined ? [] : [['spotFactor', spotFactor] as const]),
  ...scatters.map((x, i) => [`scatter${i}`, x] as const),
];

/** Lists all terms of a panel. */
export const termsOf = (terms: PlanTerms, surface: Term): Term[] =>
  byTerm<Term>(surface, terms).map(([, term]) => term);

/**
 * Finds the terms that a plan names.
 *
 * @throws BraggsimError when the registry lacks a term, or has another version of it than the plan was made with
 */
export async function findTerms(fixed: FixedPlan, registry: Registry<Term>): Promise<PlanTerms> {
  const find = async <S extends Slot>(slot: S, { id, version }: TermPlan): Promise<Term<S>> => {
    const term = (await fromRegistry(registry, id, slot)) as Term<S>;
    if (term.slot === slot && term.version === version) return term;
    throw dataError(
      `the plan was made with ${slot} '${id}' of version ${version}, and the ${term.slot} of that name has version ${term.version}; make the plan again, or load the plug-in with that version`,
    );
  };
  const all = <S extends Slot>(slot: S, plans: readonly TermPlan[]) => Promise.all(plans.map((p) => find(slot, p)));
  const factors = await all('factor', fixed.factors);
  return {
    surfaces: await all(
      'surface',
      fixed.panels.map(({ surface }) => surface),
    ),
    shape: await find('shape', fixed.shape),
    structure: await find('structure', fixed.structure),
    factors,
    ofSource: factors.map(({ inputs }) =>
      inputs.some((i) => (INPUTS[i].varies as readonly string[]).includes('source')),
    ),
    ofEnergy: factors.map(isOfEnergy),
    ofSensor: factors.map(({ isOfSensor = false }) => isOfSensor),
    backgrounds: await all('background', fixed.backgrounds),
    ...(fixed.spotFactor && { spotFactor: await find('factor', fixed.spotFactor) }),
    scatters: await all('scatter', fixed.scatters ?? []),
  };
}
