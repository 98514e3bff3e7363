import { agreement } from '@braggsim/analysis';
import {
  isBraggsimError,
  type Kernel,
  type KernelResult,
  type Plan,
  type Registry,
  type RunOptions,
  type Term,
} from '@braggsim/core';
import { referenceKernel } from '@braggsim/kernel-cpu';
import { describe, expect, test } from 'vitest';
import { tinyPlan, tinyTerms, twoPanels, withPanels } from '../tiny';

export interface KernelExpectations {
  /** Largest relative error of pixels above 1e-6 of the maximum. Default 1e-6. */
  readonly relative?: number;
  /** Plans besides those that the suite brings, with their terms. */
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
  'a resolution limit, background vanishes': tinyPlan({
    background: 'once',
    modes: ['first', 'first'],
    fixed: { ...loops, dMin: 4e-9, culledBackground: 'vanishes' },
    sources: 2,
  }),
  'a region of interest': withPanels(tinyPlan(), { roi: [2, 6, 1, 4] }),
  'a mask': withPanels(tinyPlan(), { mask: Uint8Array.from({ length: 80 }, (_, i) => i % 3) }),
  'two panels': twoPanels(tinyPlan({ fixed: loops })),
};

/** What every kernel must keep to. Plans that a kernel says it cannot run are for others; the simplest one is for all. */
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
  const ours = async (plan: Plan, options?: RunOptions) => run(await makeKernel(), plan, options);
  const photons = async (plan: Plan) => (await ours(plan)).photons?.[0] as Float32Array;

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
      const found = await run(kernel, plan, {}, terms).catch((error: unknown) => {
        // What depends on the terms is refused when they are known.
        if (name !== 'one sample' && isBraggsimError(error, 'refused')) return undefined;
        throw error;
      });
      if (!found) return;
      const expected = await run(referenceKernel, plan, {}, terms);
      expect(found.photons).toHaveLength(plan.fixed.panels.length);
      expected.photons?.forEach((image, i) => {
        const { largestRelative, sumRatio } = agreement(found.photons?.[i] ?? [], image);
        expect(image.some((x) => x > 0)).toBe(true);
        expect(largestRelative).toBeLessThanOrEqual(relative);
        expect(Math.abs(sumRatio - 1)).toBeLessThanOrEqual(relative);
      });
    });

    test('a region of interest is part of the whole, and nothing is outside', async () => {
      const whole = await photons(tinyPlan());
      const part = await photons(withPanels(tinyPlan(), { roi: [2, 6, 1, 4] }));
      const inside = (i: number) => i % 10 >= 2 && i % 10 <= 6 && Math.floor(i / 10) >= 1 && Math.floor(i / 10) <= 4;
      expect([...part]).toStrictEqual([...whole].map((x, i) => (inside(i) ? x : 0)));
    });

    test('masked pixels are zero, the others as without a mask', async () => {
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
      expect(second).toStrictEqual(await ours(other));
    });

    test('plans are not written to', async () => {
      const plan = tinyPlan({ sources: 2, orientations: 2 });
      const before = structuredClone(plan);
      await ours(plan);
      expect(plan).toStrictEqual(before);
    });

    test.each([Float32Array, Float64Array])('fills the buffers that it is given (%o)', async (type) => {
      const plan = withPanels(tinyPlan(), { roi: [2, 6, 1, 4] });
      const buffer = new type(80).fill(-1);
      const { photons: found } = await ours(plan, { into: { photons: [buffer] } });
      expect(found?.[0]).toBe(buffer);
      expect(Float32Array.from(buffer)).toStrictEqual(await photons(plan));
    });

    test('hands out factors: their means over the samples of a pixel', async () => {
      const plan = tinyPlan({ fixed: { oversample: 2 }, sources: 2 });
      const outputs = ['photons', 'tiny-place', 'tiny-ray'];
      const found = await ours(plan, { outputs });
      const expected = await run(referenceKernel, plan, { outputs });
      expect(Object.keys(found).sort()).toStrictEqual([...outputs].sort());
      for (const output of outputs) {
        expect(agreement(found[output]?.[0] ?? [], expected[output]?.[0] ?? []).largestRelative).toBeLessThanOrEqual(
          relative,
        );
      }
    });

    test('reports progress that only grows, up to 1', async () => {
      const seen: number[] = [];
      await ours(tinyPlan({ fixed: { oversample: 20 }, sources: 3 }), { progress: (fraction) => seen.push(fraction) });
      expect(seen.at(-1)).toBe(1);
      expect(seen.every((x, i) => x >= 0 && x <= 1 && x >= (seen[i - 1] ?? 0))).toBe(true);
    });

    test('stops when asked to, before the work or in the middle of it', async () => {
      await expect(ours(tinyPlan(), { signal: AbortSignal.abort() })).rejects.toSatisfy((e) =>
        isBraggsimError(e, 'interrupted'),
      );
      const stop = new AbortController();
      const long = tinyPlan({ fixed: { oversample: 60 }, sources: 4, orientations: 100 });
      setTimeout(() => stop.abort(), 20);
      await expect(ours(long, { signal: stop.signal })).rejects.toSatisfy((e) => isBraggsimError(e, 'interrupted'));
    });

    test('refuses what it does not know instead of ignoring it', async () => {
      const plan = tinyPlan();
      const refuses = async (attempt: Promise<unknown>) => {
        await expect(attempt).rejects.toSatisfy((error) => isBraggsimError(error, 'usage', 'data', 'refused'));
      };
      await refuses(ours(plan, { outputs: ['photons', 'nonsense'] }));
      await refuses(ours(plan, { into: { photons: [new Float32Array(79)] } }));
      await refuses(ours({ ...plan, fixed: { ...plan.fixed, shape: { ...plan.fixed.shape, id: 'no-such-shape' } } }));
      await refuses(ours({ ...plan, fixed: { ...plan.fixed, shape: { ...plan.fixed.shape, version: 99 } } }));
      await refuses(ours({ ...plan, fixed: { ...plan.fixed, shape: plan.fixed.structure } }));
    });
  });
}
