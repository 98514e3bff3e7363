import { isBraggsimError } from '@braggsim/core';
import { parseHkl } from '@braggsim/reflections';
import { expect, test } from 'vitest';
import { START, withValue } from './experiment';
import { simulation } from './simulation';

const small = {
  ...START,
  detector: { pixelsFast: 40, pixelsSlow: 30, pixelMm: 1, distanceMm: 150 },
  structureFactors: { default: 100 },
};
const simulate = simulation(Promise.resolve(parseHkl('0 0 0 10\n1 2 3 100\n')));
const quiet = new AbortController().signal;

test('without WebGPU the cpu kernel computes, and the reason is told', async () => {
  const { photons, kernel, reason, samples } = await simulate(small, 'auto', quiet);
  expect({ kernel, reason }).toEqual({ kernel: 'cpu', reason: expect.stringContaining('WebGPU is not there') });
  expect(samples).toBe(40 * 30 * 4 * 24);
  expect(photons).toHaveLength(1200);
  expect(photons.every((x) => x > 0)).toBe(true);
});

test('an image is the same whether its kernel is new or was kept from another orientation', async () => {
  const first = await simulate(small, 'cpu', quiet);
  const turned = await simulate(withValue(small, 'crystal.misset', [1, 2, 3]), 'cpu', quiet);
  expect(turned.photons).not.toEqual(first.photons);
  expect((await simulate(small, 'cpu', quiet)).photons).toEqual(first.photons);
});

test('a kernel that is asked for is taken, or refused with the reason', async () => {
  expect(await simulate(small, 'reference', quiet)).toMatchObject({ kernel: 'reference', precision: 'double' });
  const error = await simulate(small, 'gpu', quiet).catch((e: unknown) => e);
  expect(isBraggsimError(error, 'refused') && error.message).toContain('WebGPU is not there');
  expect((await simulate(small, 'cpu', quiet)).kernel).toBe('cpu');
});

test('a raised signal ends it', async () => {
  const error = await simulate(small, 'cpu', AbortSignal.abort()).catch((e: unknown) => e);
  expect(isBraggsimError(error, 'interrupted')).toBe(true);
});
