import { isBraggsimError } from '@braggsim/core';
import type { KernelOptions, PixelBox, PlanDerivative } from '@braggsim/core/kernel';
import { describe, expect, test } from 'vitest';
import { cpuDifferentiator } from '../../cpu/differentiator';
import { cpuKernel } from '../../cpu/kernel';
import type { TileCode } from '../../cpu/tile-code';
import { type VariedOptions, variedPlan, variedTerms } from '../../cpu/varied-plan.fixture';
import { threadedCpuKernel } from '../threaded';
import { vectorLevel } from './level';
import { machineReason } from './native.fixture';
import { nativeSetup, requestCode } from './native-code';
import { nativeTiles } from './runners';

const PRECISIONS = ['double', 'mixed', 'single'] as const;
const widest = ((): number => {
  const level = vectorLevel('auto');
  return typeof level === 'string' ? 128 : 8 * level.bytes;
})();
const WIDTHS = [512, 256, 128].filter((bits) => bits <= widest);

/** Bands of few tiles and of many, boxes that share tiles, and one of a pixel. */
const boxes: readonly PixelBox[] = [
  { panel: 0, fast: [3, 42], slow: [5, 75] },
  { panel: 0, fast: [0, 9], slow: [70, 81] },
  { panel: 0, fast: [44, 45], slow: [299, 300] },
];
const panel = { pixelsFast: 45, pixelsSlow: 300 };

const numbers = (count: number, of: (i: number) => number) => Float64Array.from({ length: count }, (_, i) => of(i));

/** Directions in which the cell, the orientations one by one, the wavelengths, and the scale with the pixels change. */
function request(asked: VariedOptions) {
  const plan = variedPlan(asked);
  const { orientations, sources } = plan.shot;
  const still = { incident: numbers(3 * sources.count, () => 0), magnetic: numbers(3 * sources.count, () => 0) };
  const by: PlanDerivative[] = [
    { name: 'cell', lattice: numbers(9, (i) => 1e-8 * (i - 3)) },
    { name: 'orientations', orientations: numbers(orientations.length, (i) => 1e-9 * ((i * 7) % 5)) },
    {
      name: 'wavelengths',
      sources: {
        ...still,
        wavelengths: numbers(sources.count, (i) => 1e-12 * (i + 1)),
        weights: numbers(2, () => 0.5),
      },
    },
    { name: 'scale', scale: 2, panels: [{ pixelSize: 1e-6, normalDistance: 0, normal: [0, 0, 0], surface: {} }] },
  ];
  return { plan, by, boxes };
}

const onWasm = async (asked: VariedOptions, options: KernelOptions) => {
  const differentiator = await cpuKernel.differentiator?.(variedTerms, options);
  return differentiator?.run(request(asked));
};

describe.runIf(machineReason === undefined)('derivatives by native code have the bytes of WebAssembly', () => {
  const plans: Readonly<Record<string, VariedOptions>> = {
    'three orientations': { panel },
    'one orientation': { panel, orientations: 1 },
    'sums in batches': { panel, orientations: 70 },
  };
  // Each plan, precision and width once; the slow lane has them in other pairs.
  const cases = Object.keys(plans).map(
    (name, n) => [name, PRECISIONS[n] as (typeof PRECISIONS)[number], WIDTHS[n % WIDTHS.length] as number] as const,
  );
  test.each(cases)('of %s in %s with %i bits', async (name, precision, vectorBits) => {
    const asked = plans[name] as VariedOptions;
    const native = await threadedCpuKernel.differentiator?.(variedTerms, { precision, vectorBits, native: 'require' });
    const found = await native?.run(request(asked));
    expect(native?.arithmetic.code).toMatchObject({ nativeFraction: 1, vectorBits });
    const expected = await onWasm(asked, { precision });
    for (const slopes of expected?.derivatives ?? []) expect(new Set(slopes).size).toBeGreaterThan(100);
    expect(found).toStrictEqual(expected);
    // Another shot has other numbers and the same code.
    expect(await native?.run(request({ ...asked, shot: 1 }))).toStrictEqual(
      await onWasm({ ...asked, shot: 1 }, { precision }),
    );
  });

  test('when it begins in the middle of a run', async () => {
    const precision = 'mixed';
    const setup = nativeSetup('auto');
    if (typeof setup === 'string') throw new Error(setup);
    const asked = { panel, orientations: 5 };
    const expected = await onWasm(asked, { precision });
    const tilesOf = nativeTiles();
    let bands = 0;
    const fromThirdBand: TileCode = {
      forRun: async ([nest]) => {
        const code = nest && (await requestCode(nest, setup, true));
        expect(await code?.settled).toBeUndefined();
        return {
          runnerOf: (_, tables, outputs) => (++bands > 2 ? code && tilesOf(code.slot, tables, outputs) : undefined),
          report: (nativeFraction) => ({ nativeFraction, vectorBits: 128 }),
        };
      },
    };
    const differentiator = await cpuDifferentiator(variedTerms, { precision }, fromThirdBand);
    expect(await differentiator.run(request(asked))).toStrictEqual(expected);
    expect(bands).toBe(4);
    expect(differentiator.arithmetic.code?.nativeFraction).toBe(0.5);
  });
});

test('derivatives say why no native code computed them', async () => {
  const differentiator = await threadedCpuKernel.differentiator?.(variedTerms, { native: 'off' });
  await differentiator?.run(request({ panel }));
  expect(differentiator?.arithmetic.code).toEqual({
    nativeFraction: 0,
    vectorBits: 128,
    reason: 'native code is switched off',
  });
});

test('derivatives in a browser refuse to be required to run native code', async () => {
  await expect(cpuKernel.differentiator?.(variedTerms, { native: 'require' })).rejects.toSatisfy((error) =>
    isBraggsimError(error, 'refused'),
  );
});
