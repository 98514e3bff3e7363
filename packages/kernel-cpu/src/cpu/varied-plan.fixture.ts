import { type Term, term } from '@braggsim/core';
import { boundsWithin, type PanelPlan, type Plan, type Registry } from '@braggsim/core/kernel';
import { planned, planOf, terms } from '../reference/plan.fixture';

const head = { version: 1, params: {}, about: { equation: 'for tests', citation: 'none' }, constants: () => ({}) };

/** A shape that varies smoothly with all indices. */
const hill = term({
  ...head,
  slot: 'shape',
  id: 'hill',
  inputs: ['dh', 'dk', 'dl'],
  formula: (m, { dh, dk, dl }) => m.exp(m.neg(m.product(9, m.dot([dh, dk, dl], [dh, dk, dl])))),
  slope: () => 3,
});

export const variedTerms: Registry<Term> = new Map([...terms, [hill.id, () => hill as unknown as Term]]);

/** Vectors a, b, c (m) for which the indices change by about a tenth from pixel to pixel. */
const cellOf = (turn: number): number[] => [0, turn, 1e-5, 0, 1e-5, -turn, 1e-5, turn, turn];

export interface VariedOptions {
  readonly panel?: Partial<PanelPlan>;
  readonly orientations?: number;
  /** m; a limit that nothing reaches is enough to need a module of its own. */
  readonly dMin?: number;
  /** Adds to the orientation and changes the wavelengths: another shot of the same plan. */
  readonly shot?: number;
}

/** Returns an image in which every pixel is different. */
export function variedPlan({ panel = {}, orientations = 3, dMin = 0, shot = 0 }: VariedOptions = {}): Plan {
  const plan = planOf({ orientations, wavelengthsA: [1 + 0.01 * shot, 1.02] });
  const whole = { ...(plan.fixed.panels[0] as PanelPlan), ...panel };
  const region = boundsWithin(panel.region, whole);
  return {
    fixed: { ...plan.fixed, panels: [{ ...whole, region }], dMin, shape: planned('hill') },
    shot: {
      ...plan.shot,
      orientations: Float64Array.from(
        Array.from({ length: orientations }, (_, i) => cellOf(1e-6 * (i + 1 + 0.1 * shot))).flat(),
      ),
    },
  };
}
