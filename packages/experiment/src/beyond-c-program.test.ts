import { expect, test } from 'vitest';
import { refuseBeyondCProgram } from './beyond-c-program';
import type { Experiment } from './experiment';

const crystal = { cell: [50], shape: 'gauss-star', shapeSymmetry: '321' } as const;

test('fields that the C program does not have are refused where its results are asked for', () => {
  expect(() => refuseBeyondCProgram({ compat: 'nanobragg-c', crystal })).toThrow(
    'crystal.shapeSymmetry, crystal.shape: gauss-star are fields that the C program does not have, and compat is nanobragg-c',
  );
});

test.each<Experiment>([
  { crystal },
  { compat: 'corrected', crystal },
  { compat: 'nanobragg-c', crystal: { cell: [50] } },
])('fields that the C program has, and all fields for correct physics, are not refused: %o', (experiment) => {
  expect(() => refuseBeyondCProgram(experiment)).not.toThrow();
});
