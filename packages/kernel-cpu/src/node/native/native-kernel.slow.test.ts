import { isBraggsimError } from '@braggsim/core';
import type { Arithmetic, KernelOptions, PanelPlan, PreparedKernel } from '@braggsim/core/kernel';
import { afterEach, describe, expect, test } from 'vitest';
import { workersOf } from '../../../../core/src/testing/workers';
import type { GeneratedNest } from '../../cpu/generated-nest';
import { imageBands, type PanelWork } from '../../cpu/image-bands';
import { cpuKernel, cpuKernelWith } from '../../cpu/kernel';
import { type VariedOptions, variedPlan, variedTerms } from '../../cpu/varied-plan.fixture';
import { threadedCpuKernel } from '../threaded';
import { vectorLevel } from './level';
import { machineReason } from './native.fixture';
import { nativeSetup, requestCode } from './native-code';
import { nativeRunners } from './runners';

let open: PreparedKernel | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

const PRECISIONS = ['double', 'mixed', 'single'] as const;
const widest = ((): 128 | 256 | 512 => {
  const level = vectorLevel('auto');
  return typeof level === 'string' ? 128 : ((8 * level.bytes) as 128 | 256 | 512);
})();
const WIDTHS = ([128, 256, 512] as const).filter((bits) => bits <= widest);

/** Ten bands, the last of them not whole. */
const panel = { pixelsFast: 45, pixelsSlow: 300 };

const onWasm = async (asked: VariedOptions, options: KernelOptions) => {
  const { fixed, shot } = variedPlan(asked);
  return (await cpuKernel.prepare(fixed, variedTerms, options)).run(shot);
};

/** The image and how it was computed, by native code alone. */
async function onNative(asked: VariedOptions, options: KernelOptions) {
  const { fixed, shot } = variedPlan(asked);
  open = await threadedCpuKernel.prepare(fixed, variedTerms, { native: 'require', ...options });
  return { images: await open.run(shot), arithmetic: open.arithmetic };
}
const nativeOnly: Arithmetic['code'] = { nativeFraction: 1, vectorBits: widest };

describe.runIf(machineReason === undefined)('native code gives the bytes of WebAssembly', () => {
  const plans: Readonly<Record<string, VariedOptions>> = {
    'three orientations': { panel },
    'one orientation': { panel, orientations: 1 },
    'sums in batches': { panel: { pixelsFast: 20, pixelsSlow: 40 }, orientations: 200 },
    'a region': { panel: { ...panel, region: { fast: [3, 42], slow: [33, 291] } } },
    'a region of a pixel': { panel: { ...panel, region: { fast: [17, 18], slow: [31, 32] } } },
    'a mask': {
      panel: { ...panel, mask: Uint8Array.from({ length: 45 * 300 }, (_, i) => ((i * 7919) % 13) % 3) },
    },
    'a small panel': { panel: { pixelsFast: 5, pixelsSlow: 3 } },
    'an image in large pages': { panel: { pixelsFast: 1030, pixelsSlow: 1100 }, orientations: 1 },
  };
  // Each plan with another precision and width: simulate's native-agrees.slow.test.ts has all combinations.
  const cases = Object.keys(plans).map((name, i) => {
    const turn = Math.floor(i / PRECISIONS.length);
    const precision = PRECISIONS[i % PRECISIONS.length] as (typeof PRECISIONS)[number];
    return [name, precision, WIDTHS[(i + turn) % WIDTHS.length] as (typeof WIDTHS)[number]] as const;
  });
  test.each(cases)('of %s in %s with %i bits', async (name, precision, vectorBits) => {
    const asked = plans[name] as VariedOptions;
    const { images, arithmetic } = await onNative(asked, { precision, vectorBits, threads: 1 });
    expect(arithmetic.code).toMatchObject({ nativeFraction: 1, vectorBits });
    const expected = await onWasm(asked, { precision });
    expect(new Set(expected.photons?.[0]).size).toBeGreaterThan(1);
    expect(images).toStrictEqual(expected);
  });

  // Without a loop inside the tiles the code is another.
  test.each([1, 2, 3, 7])('on %i threads', async (threads) => {
    for (const [orientations, precision] of [
      [20, 'single'],
      [1, 'double'],
    ] as const) {
      const asked = { panel, orientations };
      const { images, arithmetic } = await onNative(asked, { precision, threads });
      expect(arithmetic).toMatchObject({ threads, code: nativeOnly });
      expect(images).toStrictEqual(await onWasm(asked, { precision }));
      await open?.close();
    }
  });

  test('on several panels, into float64 images', async () => {
    const { fixed, shot } = variedPlan({ panel });
    const [first] = fixed.panels as [PanelPlan];
    const panels = {
      ...fixed,
      panels: [
        first,
        { ...first, pixelsFast: 21, region: { fast: [0, 21], slow: [0, 300] }, pixelSize: 2e-4 } as PanelPlan,
      ],
    };
    const into = () => ({ photons: panels.panels.map((p) => new Float64Array(p.pixelsFast * p.pixelsSlow)) });
    open = await threadedCpuKernel.prepare(panels, variedTerms, { native: 'require', precision: 'double', threads: 1 });
    const found = await open.run(shot, { into: into() });
    const wasm = await cpuKernel.prepare(panels, variedTerms, { precision: 'double' });
    expect(found).toStrictEqual(await wasm.run(shot, { into: into() }));
  });

  test('in another shot of the same plan', async () => {
    const [plan, other] = [{ panel }, { panel, orientations: 33, shot: 1 }];
    const { images } = await onNative(plan, { precision: 'single' });
    const second = await (open as PreparedKernel).run(variedPlan(other).shot);
    expect(second).toStrictEqual(await onWasm(other, { precision: 'single' }));
    expect(images).toStrictEqual(await onWasm(plan, { precision: 'single' }));
  });

  const switched = PRECISIONS.flatMap((precision) => [5, 1].map((orientations) => [precision, orientations] as const));
  test.each(switched)(
    'in %s with %i orientations when it begins at any band of an image',
    async (precision, orientations) => {
      const setup = nativeSetup('auto');
      if (typeof setup === 'string') throw new Error(setup);
      const asked = { panel, orientations };
      const expected = await onWasm(asked, { precision });
      for (const first of [1, 4, 9]) {
        const runnerOf = nativeRunners();
        const kernel = cpuKernelWith(() => ({
          render: async (work) => {
            const { compiled } = work.panels[0] as PanelWork<GeneratedNest>;
            const code = await requestCode(compiled, setup, true);
            expect(await code?.settled).toBeUndefined();
            let band = 0;
            let native = 0;
            const slot = (code as NonNullable<typeof code>).slot;
            const { count, compute } = imageBands((_, structure) => {
              const runner = band >= first ? runnerOf(slot, structure) : undefined;
              if (runner) native++;
              return runner;
            })(work);
            expect(count).toBe(10);
            for (; band < count; band++) compute(band);
            expect(native).toBe(count - first);
            return { threads: 1 };
          },
          close: async () => {},
        }));
        const { fixed, shot } = variedPlan(asked);
        expect(await (await kernel.prepare(fixed, variedTerms, { precision })).run(shot)).toStrictEqual(expected);
      }
    },
  );

  test('after a worker was ended in the middle of an image', async () => {
    await workersOf(async (ready) => {
      const long = { panel, orientations: 60_000 };
      const { fixed, shot } = variedPlan(long);
      open = await threadedCpuKernel.prepare(fixed, variedTerms, {
        native: 'require',
        precision: 'single',
        threads: 3,
      });
      const failures: unknown[] = [];
      for (let attempt = 0; attempt < 10 && failures.length === 0; attempt++) {
        await open
          .run(shot, { progress: () => void ready[0]?.terminate() })
          .catch((error: unknown) => void failures.push(error));
      }
      expect(failures).toHaveLength(1);
      const short = { panel, orientations: 20 };
      expect(await open.run(variedPlan(short).shot)).toStrictEqual(await onWasm(short, { precision: 'single' }));
    });
  });
});

test('native code that is switched off is not looked for', async () => {
  const { fixed, shot } = variedPlan({ panel });
  open = await threadedCpuKernel.prepare(fixed, variedTerms, { native: 'off', precision: 'double' });
  await open.run(shot);
  expect(open.arithmetic.code).toEqual({ nativeFraction: 0, vectorBits: 128, reason: 'native code is switched off' });
});

test('a kernel on one thread in a browser refuses to be required what it does not have', async () => {
  const { fixed } = variedPlan({ panel });
  await expect(cpuKernel.prepare(fixed, variedTerms, { native: 'require' })).rejects.toSatisfy((error) =>
    isBraggsimError(error, 'refused'),
  );
});
