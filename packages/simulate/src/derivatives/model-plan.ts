import type { FixedPlan, Plan, TermPlan } from '@braggsim/core/kernel';
import { orientationTable } from '@braggsim/lattice';
import type { BuiltPlan } from '../plan';
import type { NumberedPlan, TermPlans } from './plan-numbers';

/**
 * Returns the specialization of a term that holds at a value and beside it: formulas take short cuts at single values, such as whole
 * numbers of cells or no polarization at all, and those have no derivative.
 */
function specialized<T extends TermPlan>(planned: T, here: TermPlan, beside: readonly TermPlan[]): T {
  const text = JSON.stringify(here.specialization);
  const other = beside.find(({ specialization }) => JSON.stringify(specialization) !== text);
  return { ...planned, constants: here.constants, specialization: other?.specialization ?? here.specialization };
}

/**
 * Returns the plan of an experiment whose tables and lists of samples are those of another one.
 *
 * @param beside terms at values beside those of the experiment
 */
export function planAtValues(
  { plan: { fixed, shot } }: BuiltPlan,
  { numbers, derived, terms }: NumberedPlan,
  beside: readonly TermPlans[] = [],
): Plan {
  const { crystal, detector, scan, mosaic } = derived;
  const all = <T extends TermPlan>(planned: readonly T[], of: (plans: TermPlans) => readonly TermPlan[]): T[] =>
    planned.map((term, i) =>
      specialized(
        term,
        of(terms)[i] as TermPlan,
        beside.map((plans) => of(plans)[i] as TermPlan),
      ),
    );
  const one = (planned: TermPlan, name: 'shape' | 'structure' | 'spotFactor') =>
    specialized(
      planned,
      terms[name] ?? planned,
      beside.map((plans) => plans[name] ?? planned),
    );
  const surfaces = all(
    fixed.panels.map(({ surface }) => surface),
    (plans) => plans.surfaces,
  );
  const adapted: FixedPlan = {
    ...fixed,
    panels: fixed.panels.map((panel, p) => {
      const { pixelSize, normalDistance, normal } = numbers.panels[p] as (typeof numbers.panels)[number];
      return { ...panel, pixelSize, normalDistance, normal, surface: surfaces[p] as TermPlan };
    }),
    shape: one(fixed.shape, 'shape'),
    structure: one(fixed.structure, 'structure'),
    factors: all(fixed.factors, (plans) => plans.factors),
    backgrounds: all(fixed.backgrounds, (plans) => plans.backgrounds),
    ...(fixed.spotFactor && { spotFactor: one(fixed.spotFactor, 'spotFactor') }),
    ...(fixed.scatters && { scatters: all(fixed.scatters, (plans) => plans.scatters) }),
    ...(fixed.band && { band: { ...fixed.band, ...numbers.band } }),
    layerStep: numbers.layerStep,
  };
  return {
    fixed: adapted,
    shot: {
      sources: { count: shot.sources.count, ...numbers.sources },
      ...orientationTable(crystal, detector.spindle, scan, mosaic),
      scale: numbers.scale,
    },
  };
}
