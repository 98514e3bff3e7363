import { planTerm, replanTerm, type Term } from '@braggsim/core';
import type { Compatibility } from '@braggsim/core/derived';
import type { TablePlan } from '@braggsim/core/kernel';
import type { Experiment, SimulationInputs, Stages } from '@braggsim/experiment';
import type { Reflections } from '@braggsim/reflections';
import type { FactorsByEnergy, planByEnergy } from '@braggsim/reflections/by-energy';
import { type Derivation, derive, type WorkedOut } from './derive';
import type { TermPlanner } from './terms-plan';

/** What plans have in common that are built one after the other: the crystals of an image, or the shots of a data set. */
export interface PlanMemory {
  /** Tables of structure factors by their list, and its default amplitude and that of 0 0 0. */
  readonly ofLists: Map<Reflections, Map<string, TablePlan>>;
  readonly byEnergy: Map<FactorsByEnergy, Map<number, ReturnType<typeof planByEnergy>>>;
  /** Plans a term; a formula that has been tried with a specialization is not tried again. */
  readonly planTerm: TermPlanner;
  /** Derives as `derive` does; sections that are the same objects as before are not resolved, and warned of, again. */
  readonly derive: (
    experiment: Experiment,
    inputs: SimulationInputs,
    compatibility: Compatibility,
    stages?: Pick<Stages, 'sources'>,
  ) => Derivation;
}

/** Creates a memory for the crystals of one image, whose sections are all resolved and warned of. */
export const imageMemory = (): PlanMemory => ({ ofLists: new Map(), byEnergy: new Map(), planTerm, derive });

/** What sections depend on besides themselves: where one of these differs, nothing is taken from before. */
const COUPLED: readonly ((experiment: Experiment) => unknown)[] = [
  ({ scan }) => scan,
  ({ sampling }) => sampling?.roi,
  ({ crystal }) => crystal?.cellSpread,
  ({ crystal }) => crystal?.offsetMm,
];

/** Creates a memory for images that have most of their sections in common as the same objects. */
export function planMemory(): PlanMemory {
  let last: (WorkedOut & { readonly inputs: SimulationInputs; readonly compatibility: string }) | undefined;
  return {
    ofLists: new Map(),
    byEnergy: new Map(),
    planTerm: rememberingPlanner(),
    derive: (experiment, inputs, given, stages) => {
      const compatibility = JSON.stringify(given);
      const known = last?.inputs === inputs && last.compatibility === compatibility ? last : undefined;
      const isLike = known && COUPLED.every((of) => of(known.experiment) === of(experiment));
      const derivation = derive(experiment, inputs, given, stages, isLike ? known : undefined);
      last = { experiment, inputs, compatibility, derived: derivation.derived };
      return derivation;
    },
  };
}

function rememberingPlanner(): TermPlanner {
  const tried = new WeakMap<Term, Set<string>>();
  return (term, request, derived) => {
    const known = tried.get(term) ?? new Set<string>();
    tried.set(term, known);
    const planned = replanTerm(term, request, derived);
    const variant = JSON.stringify(planned.specialization);
    if (known.has(variant)) return planned;
    known.add(variant);
    return planTerm(term, request, derived);
  };
}
