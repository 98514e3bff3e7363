import type { Term } from '@braggsim/core';
import type { Plan, Registry, ScatterPlan } from '@braggsim/core/kernel';
import { bindTerms } from './bind';
import { pixelRenderer, type Sample } from './pixel';
import { scatterSummer } from './scatter';

/** The term of a plan that gives no number, and the inputs that it was evaluated at. */
export interface NotANumber {
  /** Slot and id, such as `factor 'polarization'`. */
  readonly term: string;
  /** Values of the inputs that the term declares. */
  readonly inputs: Readonly<Record<string, number>>;
}

/**
 * Evaluates the terms of a plan at the samples of a pixel until one gives NaN.
 *
 * @returns undefined where none does: the reference kernel gives a number for this pixel
 */
export async function findNotANumber(
  { fixed, shot }: Plan,
  terms: Registry<Term>,
  { panel, fast, slow }: { readonly panel: number; readonly fast: number; readonly slow: number },
): Promise<NotANumber | undefined> {
  const bound = await bindTerms(fixed, terms);
  const surface = fixed.panels[panel]?.surface.id ?? '';
  /** Returns a term of the slot `scatter`, summed over its nodes. */
  const sumOf = (plan: ScatterPlan, i: number) => {
    const one = {
      ...bound,
      scatters: bound.scatters.slice(i, i + 1),
      scatterInputs: bound.scatterInputs.slice(i, i + 1),
    };
    return scatterSummer(bound.m, { ...fixed, scatters: [plan] }, one, plan.isOfSpots ?? false);
  };
  const evaluated = [
    { slot: 'shape', id: fixed.shape.id, evaluate: bound.shape },
    { slot: 'structure', id: fixed.structure.id, evaluate: bound.structure },
    ...fixed.factors.map(({ id }, i) => ({ slot: 'factor', id, evaluate: bound.factors[i] })),
    ...fixed.backgrounds.map(({ id }, i) => ({ slot: 'background', id, evaluate: bound.backgrounds[i] })),
    ...(fixed.spotFactor ? [{ slot: 'factor', id: fixed.spotFactor.id, evaluate: bound.spotFactor }] : []),
    ...(fixed.scatters ?? []).map((plan, i) => ({ slot: 'scatter', id: plan.id, evaluate: sumOf(plan, i) })),
  ];
  const culprit = ({ inputs, position }: Sample): { slot: string; id: string } | undefined =>
    position.some(Number.isNaN)
      ? { slot: 'surface', id: surface }
      : evaluated.find(({ evaluate }) => Number.isNaN(evaluate?.(inputs)));
  let found: { readonly slot: string; readonly id: string; readonly inputs: Sample['inputs'] } | undefined;
  const observe = (sample: Sample): void => {
    const at = found === undefined ? culprit(sample) : undefined;
    if (at) found = { ...at, inputs: sample.inputs };
  };
  pixelRenderer(fixed, shot, bound)(panel, fast, slow, observe);
  if (!found) return undefined;
  const { slot, id, inputs } = found;
  const declared = (await terms.get(id)?.())?.inputs ?? [];
  return { term: `${slot} '${id}'`, inputs: Object.fromEntries(declared.map((name) => [name, inputs[name]])) };
}
