import { type FixedPlan, type Plan, samplesPerPixel } from '@braggsim/core/kernel';
import { expect, test } from 'vitest';
import { planOf, terms } from '../reference/plan.fixture';
import { referenceKernel } from '../reference/reference';
import { cpuKernel } from './kernel';

const imageOf = async ({ fixed, shot }: Plan, kernel = cpuKernel): Promise<Float32Array> => {
  const { photons } = await (await kernel.prepare(fixed, terms, { precision: 'double' })).run(shot);
  return photons?.[0] as Float32Array;
};

/** Pixels so wide that no series spares them a root: then the number of layers decides nothing else. */
const wide = ({ fixed, shot }: Plan): Plan => ({
  fixed: { ...fixed, panels: fixed.panels.map((panel) => ({ ...panel, normalDistance: 1e-5 })) },
  shot,
});
const samples = (oversample: number, layers: number): Partial<FixedPlan> => ({ oversample, layers, layerStep: 1e-3 });
const layered = (oversample: number, layers: number): Plan =>
  wide(planOf({ factors: [['layerFactor', 'each']], fixed: samples(oversample, layers) }));
const weighted = (orientationWeights?: readonly number[]): Plan => {
  const { fixed, shot } = planOf({ orientations: 2 });
  if (!orientationWeights) return { fixed, shot };
  return {
    fixed: { ...fixed, weightedOrientations: true },
    shot: { ...shot, orientationWeights: Float64Array.from(orientationWeights) },
  };
};

test.each([
  ['weights of orientations', weighted(), weighted([0.5, 3.5])],
  ['layers in place of subpixels', layered(2, 1), layered(1, 4)],
])('%s need code of their own after plans without them in the same process', async (_, before, after) => {
  expect(samplesPerPixel(before)).toBe(samplesPerPixel(after));
  const plain = await imageOf(before);
  const expected = await imageOf(after, referenceKernel);
  expect(expected).not.toEqual(plain);
  expect(await imageOf(after)).toEqual(expected);
  expect(await imageOf(before)).toEqual(plain);
});
