import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { boundsOf, type KernelOptions, type Plan } from '@braggsim/core/kernel';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { referenceKernel } from '../reference/reference';
import { imageBands } from './image-bands';
import { cpuKernel, cpuKernelWith } from './kernel';
import { variedPlan, variedTerms } from './varied-plan.fixture';

const imageOf = async (kernel: typeof cpuKernel, { fixed, shot }: Plan, options?: KernelOptions) => {
  const prepared = await kernel.prepare(fixed, variedTerms, options);
  const { photons } = await prepared.run(shot);
  return photons?.[0] as Float32Array;
};

const large = { pixelsFast: 45, pixelsSlow: 150 };

/** Computes the bands of an image in the order in which they are given. */
const inOrder = (bandsOf: (count: number) => number[]) =>
  cpuKernelWith(() => ({
    render: async (work) => {
      const { count, compute } = imageBands()(work);
      bandsOf(count).forEach(compute);
      return { threads: 1 };
    },
    close: async () => {},
  }));

describe.each(['double', 'mixed', 'single'] as const)('in %s', (precision) => {
  test('bands in any order, some of them twice, give the same bytes', async () => {
    const plan = variedPlan({ panel: large });
    const expected = await imageOf(cpuKernel, plan, { precision });
    expect(new Set(expected).size).toBeGreaterThan(6000);
    for (const order of [
      [4, 2, 0, 1, 3],
      [1, 3, 3, 0, 4, 2, 0],
    ]) {
      const shuffled = inOrder((count) => order.filter((band) => band < count));
      expect(await imageOf(shuffled, plan, { precision })).toStrictEqual(expected);
    }
  });
});

describe('a second shot', () => {
  const original = { Module: WebAssembly.Module, Instance: WebAssembly.Instance };
  const made = { modules: 0, instances: 0 };
  beforeEach(() => {
    Object.assign(made, { modules: 0, instances: 0 });
    WebAssembly.Module = class extends original.Module {
      constructor(...given: ConstructorParameters<typeof original.Module>) {
        super(...given);
        made.modules++;
      }
    };
    WebAssembly.Instance = class extends original.Instance {
      constructor(...given: ConstructorParameters<typeof original.Instance>) {
        super(...given);
        made.instances++;
      }
    };
  });
  afterEach(() => void Object.assign(WebAssembly, original));

  test('with other orientations and wavelengths compiles and instantiates nothing', async () => {
    const [first, second] = [variedPlan({ dMin: 1e-12 }), variedPlan({ dMin: 1e-12, orientations: 17, shot: 1 })];
    const prepared = await cpuKernel.prepare(first.fixed, variedTerms, { precision: 'double' });
    await prepared.run(first.shot);
    expect(made).toEqual({ modules: 1, instances: 1 });
    const { photons } = await prepared.run(second.shot);
    expect(made).toEqual({ modules: 1, instances: 1 });
    expect(photons?.[0]).toStrictEqual(await imageOf(cpuKernel, second, { precision: 'double' }));
  });

  test('a plan of the same kind uses the module of the first', async () => {
    await imageOf(cpuKernel, variedPlan({ orientations: 5 }), { precision: 'mixed' });
    const before = made.modules;
    const other = variedPlan({ orientations: 5, panel: { pixelsFast: 9, pixelSize: 2e-4 } });
    await imageOf(cpuKernel, other, { precision: 'mixed' });
    expect(made.modules).toBe(before);
  });
});

const sizes = [
  [1, 1],
  [1, 9],
  [7, 1],
  [8, 8],
  [9, 33],
  [31, 32],
  [65, 64],
] as const;
test.each(sizes)('an image of %i x %i pixels is that of the reference kernel', async (pixelsFast, pixelsSlow) => {
  const plan = variedPlan({ panel: { pixelsFast, pixelsSlow } });
  const [found, expected] = [
    await imageOf(cpuKernel, plan, { precision: 'double' }),
    await imageOf(referenceKernel, plan),
  ];
  expect(found).toHaveLength(pixelsFast * pixelsSlow);
  found.forEach((x, i) => {
    expect(Math.abs(x / (expected[i] as number) - 1)).toBeLessThan(1.3e-7);
  });
});

const regions = {
  'one row': [0, 44, 70, 70],
  'the last row': [3, 41, 149, 149],
  'one column': [44, 44, 0, 149],
  'one pixel': [17, 17, 31, 31],
  'one beyond the detector': [40, 45, 140, 150],
} as const;
test.each(Object.entries(regions))('a region of %s is part of the whole, with zeros around', async (_, roi) => {
  const whole = await imageOf(cpuKernel, variedPlan({ panel: large }), { precision: 'double' });
  const part = await imageOf(cpuKernel, variedPlan({ panel: { ...large, region: boundsOf(roi) } }), {
    precision: 'double',
  });
  const [fast0, fast1, slow0, slow1] = roi;
  const expected = whole.map((x, i) => {
    const [fast, slow] = [i % 45, Math.floor(i / 45)];
    return fast >= fast0 && fast <= fast1 && slow >= slow0 && slow <= slow1 ? x : 0;
  });
  expect(part).toStrictEqual(expected);
});

test('a mask without a pixel gives an image of zeros, and one with a single pixel that pixel', async () => {
  const size = 45 * 150;
  const masked = (mask: Uint8Array) => imageOf(cpuKernel, variedPlan({ panel: { ...large, mask } }));
  expect(await masked(new Uint8Array(size))).toStrictEqual(new Float32Array(size));
  const whole = await imageOf(cpuKernel, variedPlan({ panel: large }));
  const [at] = [45 * 97 + 44];
  const expected = new Float32Array(size);
  expected[at] = whole[at] as number;
  const mask = new Uint8Array(size);
  mask[at] = 200;
  expect(await masked(mask)).toStrictEqual(expected);
});

test('a kernel that rests keeps neither the last image nor its orientations, and still knows the arithmetic', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  const { fixed } = variedPlan();
  const prepared = await cpuKernel.prepare(fixed, variedTerms, { precision: 'single' });
  const runOnce = async () => {
    const { shot } = variedPlan({ orientations: 5 });
    const { photons } = await prepared.run(shot);
    return [photons?.[0] as object, shot.orientations].map((kept) => new WeakRef(kept));
  };
  const refs = await runOnce();
  await setImmediate();
  collectGarbage();
  expect(refs.map((ref) => ref.deref())).toEqual([undefined, undefined]);
  expect(prepared.arithmetic).toEqual({ precision: 'single', threads: 1 });
});
