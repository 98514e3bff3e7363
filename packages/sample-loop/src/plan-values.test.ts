import type { FixedPlan, PanelPlan, ShotPlan } from '@braggsim/core/kernel';
import { expect, test } from 'vitest';
import { planRow } from './plan-values';

const fixed = {
  oversample: 2,
  layers: 3,
  layerStep: 1e-5,
  dMin: 2e-10,
  shape: { constants: { cells: [5, 6, 7] } },
  structure: { constants: {} },
  factors: [{ constants: { density: 4 } }],
  backgrounds: [],
} as unknown as FixedPlan;
const panel = {
  surface: { constants: {} },
  normal: [0, 0, 1],
  pixelSize: 1e-4,
  normalDistance: 0.1,
} as unknown as PanelPlan;

const shot = (wavelength: number, a: readonly [number, number, number]): ShotPlan =>
  ({
    scale: 3,
    orientations: Float64Array.of(...a, 0, 1, 0, 0, 0, 1),
    sources: {
      count: 2,
      incident: Float64Array.of(1, 0, 0, 0.8, 0.6, 0),
      magnetic: Float64Array.of(0, 0, 1, 0, 0, 1),
      wavelengths: Float64Array.of(wavelength, 9),
      weights: Float64Array.of(0.25, 0.75),
      channelValues: Float64Array.of(11, 12, 13, 14),
    },
  }) as unknown as ShotPlan;

const VALUES = {
  'shape.cells.1': 6,
  'factor0.density': 4,
  'lastLayer.layer': 2,
  'reach.1': 0.2,
  'a.length': 5,
  'first.incident.x': 1,
  'source.weight': 0.25,
  'source.wavelength': 1.5,
  'source.value1': 12,
  perSample: 1 / 24,
  orientations: 1,
  'orientation.weight': 1,
  scale: 3,
  slope: -8,
};

test('values stand in the order of their names, each of the plan, the panel and the first source and orientation', () => {
  const row = planRow(Object.keys(VALUES), fixed, panel, [0.1, 0.2, 0.3], { slope: -8 });
  expect([...row(shot(1.5, [3, 4, 0]))]).toEqual(Object.values(VALUES));
});

test('shots have rows of their own', () => {
  const row = planRow(['source.wavelength', 'pixelSize', 'a.length'], fixed, panel, []);
  const [one, other] = [row(shot(1, [3, 4, 0])), row(shot(2, [6, 8, 0]))];
  expect([[...one], [...other]]).toEqual([
    [1, 1e-4, 5],
    [2, 1e-4, 10],
  ]);
});

test('a name without a value is an error', () => {
  expect(() => planRow(['nothing'], fixed, panel, [])).toThrow("the plan has no value for 'nothing'");
});
