import { isBraggsimError } from '@braggsim/core';
import type { Kernel } from '@braggsim/core/kernel';
import { describe, expect, test } from 'vitest';
import { CUBE, changed, corrected } from './cube.fixture';
import { builtinKernels, chooseKernel } from './kernels';
import { buildPlan } from './plan';
import { simulate } from './simulate';

test('an image comes with everything that it was made from', async () => {
  const image = await simulate(changed(CUBE, { detector: { pixelsFast: 16, pixelsSlow: 9 } }));
  expect(image.panels).toHaveLength(1);
  expect(image.panels[0]?.shape).toEqual([9, 16]);
  expect(image.steps).toBe(1);
  expect(image.compatibility.factors).toBe('each');
  expect(image.metadata.detector).toBe(image.derived.detector);
  expect(image.metadata.beam.wavelength).toBe(1e-10);
});

test('it reports progress and stops when asked to', async () => {
  const seen: number[] = [];
  const onReference = changed(CUBE, { sampling: { kernel: 'reference' } });
  await simulate(onReference, { progress: (fraction) => seen.push(fraction) });
  expect(seen.at(-1)).toBe(1);
  const stopped = await simulate(onReference, { signal: AbortSignal.abort() }).catch((error: unknown) => error);
  expect(isBraggsimError(stopped, 'interrupted')).toBe(true);
});

describe('the kernel', () => {
  const refusing: Kernel = {
    id: 'picky',
    accepts: () => ['it has no memory', 'it is tired'],
    prepare: async () => {
      throw new Error('never prepared');
    },
  };

  test('is the reference kernel by name', async () => {
    const { plan } = await buildPlan(corrected());
    expect((await chooseKernel(plan, 'reference')).id).toBe('reference');
    expect((await chooseKernel(plan)).accepts(plan)).toEqual([]);
  });

  test('that is not there is refused', async () => {
    const { plan } = await buildPlan(corrected());
    const error = await chooseKernel(plan, 'abacus').catch((e: unknown) => e);
    expect(isBraggsimError(error, 'usage') && error.message).toContain("there is no kernel 'abacus'");
  });

  test('that cannot run a plan says why', async () => {
    const kernels = new Map([...builtinKernels, ['picky', () => refusing] as const]);
    const sampling = { sampling: { kernel: 'picky' as 'cpu' } };
    const error = await simulate(corrected(sampling), { kernels }).catch((e: unknown) => e);
    expect(isBraggsimError(error, 'refused') && error.message).toContain('it has no memory; it is tired');
  });
});
