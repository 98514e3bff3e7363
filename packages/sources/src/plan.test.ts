import { vector } from '@braggsim/core';
import { expect, test } from 'vitest';
import { resolveBeam } from './beam';
import { sourcePlan } from './plan';
import { parseSources } from './source-file';
import { resolveSources } from './sources';

const frame = { beam: [1, 0, 0], polarization: [0, 0, 1], vertical: [0, -1, 0] } as const;
const read = (text: string) =>
  resolveSources({}, resolveBeam().value, frame, parseSources(text), { sourceWeights: 'normalize' }).value;

test('rays point from the source to the sample, the magnetic vector is perpendicular to ray and polarization', () => {
  const plan = sourcePlan(read('-7 0 0 1 1.1e-10\n-3 4 0 3'), [0, 0, 1]);
  expect(plan.count).toBe(2);
  expect(plan.incident).toEqual(Float64Array.of(1, -0, -0, 0.6, -0.8, -0));
  expect(plan.magnetic).toEqual(Float64Array.of(0, 1, -0, 0.8, 0.6, -0));
  expect([...plan.wavelengths]).toEqual([1.1e-10, 1e-10]);
  expect([...plan.weights]).toEqual([0.5, 1.5]);
});

test('a ray parallel to the polarization vector, also within rounding, has no magnetic vector', () => {
  const axis = vector.unit([0.3, 0.4, -0.7]);
  const position = vector.scale(axis, -3.3);
  expect([...sourcePlan(read(position.join(' ')), axis).magnetic]).toEqual([0, 0, 0]);
  expect([...sourcePlan(read(position.map((x) => x * (1 + 1e-15)).join(' ')), axis).magnetic]).toEqual([0, 0, 0]);
});
