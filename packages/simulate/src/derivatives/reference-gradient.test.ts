import type { Experiment } from '@braggsim/experiment';
import { describe, expect, test } from 'vitest';
import { createModelEvaluator } from '../create-model-evaluator';
import { lossOf, REFERENCE, REFERENCE_GRADIENT, REFERENCE_LOSS } from './reference-gradient.fixture';

const WHOLE = { panel: 0, fast: [0, 6], slow: [0, 6] } as const;
const PARAMETERS = REFERENCE_GRADIENT.map(([name]) => name);

describe.each(['reference', 'cpu'] as const)('derivatives of the %s kernel', (kernel) => {
  test.each(['square', 'round'] as const)('%s: the published reference gradient to 1e-9', async (shape) => {
    const experiment: Experiment = {
      ...REFERENCE,
      crystal: { ...REFERENCE.crystal, shape },
      sampling: { oversample: 1, kernel },
    };
    const evaluator = await createModelEvaluator(experiment, { parameters: PARAMETERS, boxes: [WHOLE] });
    const { photons, derivatives } = await evaluator.evaluate(evaluator.start);
    await evaluator.close();
    expect(Math.abs(lossOf(photons) / REFERENCE_LOSS[shape] - 1)).toBeLessThan(1e-11);
    const errors = REFERENCE_GRADIENT.map(([name, ...published], i) => {
      const expected = published[shape === 'square' ? 0 : 1] as number;
      return [name, Math.abs(lossOf(derivatives[i] as Float64Array) / expected - 1)] as const;
    });
    expect(errors.filter(([, error]) => !(error < 1e-9))).toEqual([]);
  });
});
