import type { Kernel, KernelOptions } from '@braggsim/core/kernel';
import type { Experiment } from '@braggsim/experiment';
import { parseHkl } from '@braggsim/reflections';
import { expect, test } from 'vitest';
import { compute, exact, peakTerms } from './agreement.fixture';
import { buildPlan } from './plan';

const CUTOFF = 1e-4;
const still = (shape: string, domains: number, oversample: number): Experiment => ({
  beam: { wavelengthA: 1 },
  detector: { distanceMm: 150, pixelMm: 0.1, pixelsFast: 48, pixelsSlow: 48 },
  crystal: {
    cell: [40, 50, 60, 90, 100, 90],
    misset: [10, 20, 30],
    cells: [9, 8, 12],
    shape,
    mosaic: { spreadDeg: 1, domains },
  },
  structureFactors: { default: 3 },
  sampling: { oversample, spotCutoff: CUTOFF },
});
const reflections = parseHkl('0 0 0 100\n1 0 0 5\n0 1 0 1000\n1 1 0 20\n0 0 1 70\n');

/**
 * Tests that pixels lack at most what the spot cutoff allows, and that spots are left out.
 *
 * @param rounding error of the kernel relative to the peak of a spot
 */
export function testSpotCutoff(kernel: Kernel, options: KernelOptions, rounding: number): void {
  test.each([
    ['gauss-hkl', 7, 1],
    ['gauss-star', 7, 1],
    ['gauss-hkl', 2, 2],
    ['gauss-hkl', 1, 1],
  ] as const)(
    'no pixel of %s with %i domains lacks more than the cutoff of its spots',
    async (shape, domains, oversample) => {
      const { plan } = await buildPlan(still(shape, domains, oversample), { reflections });
      const [expected = new Float64Array()] = await exact(plan);
      const [peaks = new Float64Array()] = await exact(plan, await peakTerms(plan));
      const { images } = await compute(kernel, plan, options);
      const lacks = [...expected].map((value, i) => value - (images[0]?.[i] as number));
      const isOff = (lack: number, i: number): boolean => {
        const error = rounding * (peaks[i] as number) + 1e-6 * (expected[i] as number) + 1e-37;
        return !(lack <= CUTOFF * (peaks[i] as number) + error && lack >= -error);
      };
      expect(lacks.filter(isOff)).toEqual([]);
      const dropped = lacks.filter((lack, i) => lack > 0.5 * (expected[i] as number)).length;
      expect(dropped).toBeGreaterThan(expected.length / 4);
    },
  );
}
