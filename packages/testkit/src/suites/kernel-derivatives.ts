import type { Differentiator, Kernel, PixelBox, PixelDerivatives, PlanDerivative } from '@braggsim/core/kernel';
import { referenceKernel } from '@braggsim/kernel-cpu';
import { expect } from 'vitest';
import { tinyPlan, tinyTerms } from '../tiny';

type DerivativeRequest = Parameters<Differentiator['run']>[0];

const numbers = (length: number, of: (i: number) => number) => Float64Array.from({ length }, (_, i) => of(i));

/** Derivatives in two directions: one changes the cell, the other wavelengths, weights, pixels, distance, table and scale together. */
function request(): DerivativeRequest {
  const plan = tinyPlan({ sources: 2, fixed: { oversample: 2, layers: 2 } });
  const unmoved = numbers(6, () => 0);
  const by: readonly PlanDerivative[] = [
    { name: 'cell', lattice: numbers(9, (i) => 1e-10 * (i - 3)) },
    {
      name: 'all else',
      sources: {
        ...{ incident: unmoved, magnetic: unmoved },
        ...{ wavelengths: numbers(2, (i) => 1e-12 * (i + 1)), weights: numbers(2, (i) => 0.5 - i) },
      },
      panels: [{ pixelSize: 1e-6, normalDistance: 0, normal: [0, 0, 0], surface: { distance: 0.01 } }],
      tables: { tiny: numbers(125, (i) => (i % 5) - 2) },
      scale: 0.1,
    },
  ];
  const boxes: readonly PixelBox[] = [
    { panel: 0, fast: [1, 9], slow: [2, 5] },
    { panel: 0, fast: [0, 1], slow: [7, 8] },
  ];
  return { plan, by, boxes };
}

async function derivativesOf(kernel: Kernel): Promise<PixelDerivatives | undefined> {
  const differentiator = await kernel.differentiator?.(tinyTerms);
  try {
    return await differentiator?.run(request());
  } finally {
    await differentiator?.close();
  }
}

const largest = (values: Float64Array): number => values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

/**
 * Expects that derivatives by a kernel are those by dual numbers of the reference kernel; of a kernel that computes none, nothing.
 *
 * @param relative largest error, of the largest value of each derivative
 */
export async function expectKernelDerivatives(kernel: Kernel, relative: number): Promise<void> {
  const found = await derivativesOf(kernel);
  if (!found) return;
  const expected = (await derivativesOf(referenceKernel)) as PixelDerivatives;
  const names = ['photons', ...request().by.map(({ name }) => name)];
  const [actual, right] = [found, expected].map(({ photons, derivatives }) => [photons, ...derivatives]);
  expect(actual).toHaveLength(names.length);
  for (const [i, name] of names.entries()) {
    const [a, b] = [actual?.[i], right?.[i]] as [Float64Array, Float64Array];
    expect(a, name).toHaveLength(b.length);
    expect(largest(b), name).toBeGreaterThan(0);
    expect(largest(a.map((x, j) => x - (b[j] as number))) / largest(b), name).toBeLessThanOrEqual(relative);
  }
}
