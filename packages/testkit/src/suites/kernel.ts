import { agreement } from '@braggsim/analysis';
import { isBraggsimError, type Term } from '@braggsim/core';
import type { Kernel, KernelResult, Plan, Registry, RunOptions } from '@braggsim/core/kernel';
import { referenceKernel } from '@braggsim/kernel-cpu';
import { describe, expect, test } from 'vitest';
import { tinyPlan, tinyScatters, tinySum, tinyTerms, twoPanels, withPanels } from '../tiny';
import { expectKernelDerivatives } from './kernel-derivatives';

/** Expectations of a kernel. */
export interface KernelExpectations {
  /** Largest relative error of pixels above 1e-6 of the maximum, and of derivatives relative to the largest value of each. Default 1e-6. */
  readonly relative?: number;
  /** Additional plans with their terms, by name. */
  readonly plans?: Readonly<Record<string, () => Promise<{ plan: Plan; terms: Registry<Term> }>>>;
}

const loops = { oversample: 2, layers: 3 };
const PLANS: Readonly<Record<string, Plan>> = {
  'one sample': tinyPlan(),
  'every loop': tinyPlan({ fixed: loops, sources: 3, orientations: 4 }),
  'factors of the first sample and the last layer': tinyPlan({
    modes: ['lastLayer', 'first'],
    fixed: loops,
    sources: 2,
  }),
  'background of every sample': tinyPlan({ background: 'each', fixed: loops, sources: 2, orientations: 2 }),
  'background of every pixel': tinyPlan({ background: 'once', modes: ['first', 'first'], fixed: loops, sources: 2 }),
  'a resolution limit, background stays': tinyPlan({ background: 'each', fixed: { ...loops, dMin: 4e-9 }, sources: 2 }),
  'a resolution limit, background is dropped': tinyPlan({
    background: 'once',
    modes: ['first', 'first'],
    fixed: { ...loops, dMin: 4e-9, culledBackground: 'dropped' },
    sources: 2,
  }),
  'a region of interest': withPanels(tinyPlan(), { region: { fast: [2, 7], slow: [1, 5] } }),
  'a mask': withPanels(tinyPlan(), { mask: Uint8Array.from({ length: 80 }, (_, i) => i % 3) }),
  'scattering between the spots, of the nearest node': tinyPlan({
    fixed: { ...loops, scatters: [tinyScatters[1]] },
    orientations: 3,
  }),
  'scattering between the spots, of several nodes': tinyPlan({ fixed: { scatters: [tinyScatters[0]] } }),
  'scattering between the spots, of terms with different nodes, and every loop': tinyPlan({
    background: 'each',
    fixed: { ...loops, scatters: tinyScatters },
    sources: 3,
    orientations: 4,
  }),
  'two panels': twoPanels(tinyPlan({ fixed: loops })),
};

/** Declares the tests that every kernel must pass. Plans that a kernel refuses are skipped; the simplest one must be accepted. */
export function describeKernel(
  makeKernel: () => Kernel | Promise<Kernel>,
  { relative = 1e-6, plans = {} }: KernelExpectations = {},
) {
  const run = async (kernel: Kernel, plan: Plan, options?: RunOptions, terms = tinyTerms): Promise<KernelResult> => {
    const prepared = await kernel.prepare(plan.fixed, terms);
    try {
      return await prepared.run(plan.shot, options);
    } finally {
      await prepared.close();
    }
  };
  const tested = async (plan: Plan, options?: RunOptions) => run(await makeKernel(), plan, options);
  const photons = async (plan: Plan) => (await tested(plan)).photons?.[0] as Float32Array;

  describe('kernel', () => {
    const all = {
      ...Object.fromEntries(
        Object.entries(PLANS).map(([name, plan]) => [name, async () => ({ plan, terms: tinyTerms })]),
      ),
      ...plans,
    };
    test.each(Object.entries(all))('agrees with the reference kernel: %s', async (name, make) => {
      const { plan, terms } = await make();
      const kernel = await makeKernel();
      const refused = kernel.accepts(plan);
      if (refused.length > 0) {
        expect(name, refused.join('; ')).not.toBe('one sample');
        return;
      }
      const actual = await run(kernel, plan, {}, terms).catch((error: unknown) => {
        // A plan may also be refused later, when its terms are known.
        if (name !== 'one sample' && isBraggsimError(error, 'refused')) return undefined;
        throw error;
      });
      if (!actual) return;
      const expected = await run(referenceKernel, plan, {}, terms);
      expect(actual.photons).toHaveLength(plan.fixed.panels.length);
      expected.photons?.forEach((image, i) => {
        const { largestRelative, sumRatio } = agreement(actual.photons?.[i] ?? [], image);
        expect(image.some((x) => x > 0)).toBe(true);
        expect(largestRelative).toBeLessThanOrEqual(relative);
        expect(Math.abs(sumRatio - 1)).toBeLessThanOrEqual(relative);
      });
    });

    test('a region of interest has the pixels of the whole image, and zeros outside', async () => {
      const whole = await photons(tinyPlan());
      const part = await photons(withPanels(tinyPlan(), { region: { fast: [2, 7], slow: [1, 5] } }));
      const inside = (i: number) => i % 10 >= 2 && i % 10 <= 6 && Math.floor(i / 10) >= 1 && Math.floor(i / 10) <= 4;
      expect([...part]).toStrictEqual([...whole].map((x, i) => (inside(i) ? x : 0)));
    });

    test('masked pixels are zero, others are those without a mask', async () => {
      const mask = Uint8Array.from({ length: 80 }, (_, i) => (i % 7 === 0 ? 0 : i));
      const whole = await photons(tinyPlan());
      const part = await photons(withPanels(tinyPlan(), { mask }));
      expect([...part]).toStrictEqual([...whole].map((x, i) => (mask[i] === 0 ? 0 : x)));
    });

    test('the same plan gives the same bits, and a second shot needs no second preparation', async () => {
      const [plan, other] = [tinyPlan(), tinyPlan({ sources: 2 })];
      const prepared = await (await makeKernel()).prepare(plan.fixed, tinyTerms);
      const first = await prepared.run(plan.shot);
      const second = await prepared.run(other.shot);
      const third = await prepared.run(plan.shot);
      await prepared.close();
      expect(third).toStrictEqual(first);
      expect(second).not.toStrictEqual(first);
      expect(second).toStrictEqual(await tested(other));
    });

    test('a sum of plans has the sum of their images, with tables of their own, again and again', async () => {
      const { plan, parts } = tinySum(1);
      const images = await Promise.all(parts.map((part) => photons(part)));
      const sum = Float32Array.from(images[0] as Float32Array, (x, i) =>
        images.slice(1).reduce((total, image) => Math.fround(total + (image[i] as number)), x),
      );
      const prepared = await (await makeKernel()).prepare(plan.fixed, tinyTerms);
      for (let time = 0; time < 2; time++) expect((await prepared.run(plan.shot)).photons?.[0]).toStrictEqual(sum);
      await prepared.close();
    });

    test('plans are not written to', async () => {
      const plan = tinyPlan({ sources: 2, orientations: 2 });
      const before = structuredClone(plan);
      await tested(plan);
      expect(plan).toStrictEqual(before);
    });

    test.each([Float32Array, Float64Array])('writes to the given buffers (%o)', async (type) => {
      const plan = withPanels(tinyPlan(), { region: { fast: [2, 7], slow: [1, 5] } });
      const buffer = new type(80).fill(-1);
      const { photons: actual } = await tested(plan, { into: { photons: [buffer] } });
      expect(actual?.[0]).toBe(buffer);
      expect(Float32Array.from(buffer)).toStrictEqual(await photons(plan));
    });

    test('gives the means of factors over the samples of a pixel', async () => {
      const plan = tinyPlan({ fixed: { oversample: 2 }, sources: 2 });
      const outputs = ['photons', 'tiny-place', 'tiny-ray'];
      const actual = await tested(plan, { outputs });
      const expected = await run(referenceKernel, plan, { outputs });
      expect(Object.keys(actual).sort()).toStrictEqual([...outputs].sort());
      for (const output of outputs) {
        expect(agreement(actual[output]?.[0] ?? [], expected[output]?.[0] ?? []).largestRelative).toBeLessThanOrEqual(
          relative,
        );
      }
    });

    test('derivatives, where it computes any, are those of dual numbers', async () => {
      await expectKernelDerivatives(await makeKernel(), relative);
    });

    test('reports progress that increases to 1', async () => {
      const seen: number[] = [];
      await tested(tinyPlan({ fixed: { oversample: 20 }, sources: 3 }), {
        progress: (fraction) => seen.push(fraction),
      });
      expect(seen.at(-1)).toBe(1);
      expect(seen.every((x, i) => x >= 0 && x <= 1 && x >= (seen[i - 1] ?? 0))).toBe(true);
    });

    test('stops when the signal is aborted, before or during the work', async () => {
      await expect(tested(tinyPlan(), { signal: AbortSignal.abort() })).rejects.toSatisfy((e) =>
        isBraggsimError(e, 'interrupted'),
      );
      const stop = new AbortController();
      // Many rows of little work each: some kernels look up after a row.
      const rows = { pixelsSlow: 1000, region: { fast: [0, 10], slow: [0, 1000] } } as const;
      const long = withPanels(tinyPlan({ fixed: { oversample: 8 }, sources: 4, orientations: 40 }), rows);
      setTimeout(() => stop.abort(), 20);
      await expect(tested(long, { signal: stop.signal })).rejects.toSatisfy((e) => isBraggsimError(e, 'interrupted'));
    });

    test('rejects unknown outputs, buffers of the wrong size, and unknown or unsuitable terms', async () => {
      const plan = tinyPlan();
      const refuses = async (attempt: Promise<unknown>) => {
        await expect(attempt).rejects.toSatisfy((error) => isBraggsimError(error, 'usage', 'data', 'refused'));
      };
      await refuses(tested(plan, { outputs: ['photons', 'nonsense'] }));
      await refuses(tested(plan, { into: { photons: [new Float32Array(79)] } }));
      await refuses(tested({ ...plan, fixed: { ...plan.fixed, shape: { ...plan.fixed.shape, id: 'no-such-shape' } } }));
      await refuses(tested({ ...plan, fixed: { ...plan.fixed, shape: { ...plan.fixed.shape, version: 99 } } }));
      await refuses(tested({ ...plan, fixed: { ...plan.fixed, shape: plan.fixed.structure } }));
    });
  });
}
