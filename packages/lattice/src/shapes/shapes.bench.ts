import type { Term, Vec3 } from '@braggsim/core';
import type { Crystal, Derived } from '@braggsim/core/derived';
import { calculator, numbers } from '@braggsim/formula';
import { bench, describe } from 'vitest';
import { latticeTerms } from '../terms';
import { crystalOf, scattered } from './shape.fixture';

/** Each iteration evaluates this many samples: divide the time by it. */
const SAMPLES = 1000;
const places = scattered(SAMPLES);
const m = calculator(numbers());
const cell = [70, 80, 90, 75, 85, 95];

const evaluator = (shape: Term<'shape'>, crystal: Crystal) => {
  const derived = { crystal } as Derived;
  const [constants, specialization] = [shape.constants({}, derived), shape.specialization?.({}, derived) ?? {}];
  return ([dh, dk, dl]: Vec3): number => {
    const inputs = { dh, dk, dl } as Parameters<typeof shape.formula<number>>[1];
    return shape.formula(m, inputs, constants, specialization);
  };
};

describe.each([
  ['few cells', [5, 5, 5]],
  ['many cells', [50, 60, 70]],
] as [string, Vec3][])('%s, number instance, 1000 samples', (_, cells) => {
  for (const [id, make] of latticeTerms) {
    const at = evaluator(make() as Term<'shape'>, crystalOf({ cell, cells }));
    bench(id, () => {
      let total = 0;
      for (const place of places) total += at(place);
      if (Number.isNaN(total)) throw new Error('the shape has a pole inside its domain');
    });
  }
});
