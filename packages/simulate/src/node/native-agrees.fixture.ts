import type { KernelOptions, PixelBox, Plan } from '@braggsim/core/kernel';
import { builtinTerms } from '@braggsim/experiment';
import { cpuKernel } from '@braggsim/kernel-cpu';
import { nativeFacts, threadedCpuKernel } from '@braggsim/kernel-cpu/node';
import { parseSpectrum } from '@braggsim/sources';
import { expect } from 'vitest';
import { CHANNEL_TRIALS } from '../channels.fixture';
import { parametersOf } from '../derivatives/derivatives-agree.fixture';
import { differentiableModel } from '../derivatives/model';
import type { Trial } from '../random-experiment.fixture';

export const PRECISIONS = ['double', 'mixed', 'single'] as const;

/** Widths of vectors that this machine has, or why it has no native code. */
export async function nativeWidths(): Promise<readonly number[] | string> {
  const facts = await nativeFacts();
  if ('reason' in facts) return facts.reason;
  return [512, 256, 128].filter((bits) => bits <= facts.vectorBits);
}

/** Computes a plan in WebAssembly and in native code, which have to agree in every bit; returns how many values the images have. */
export async function expectSameBytes(
  { fixed, shot }: Plan,
  options: Pick<KernelOptions, 'precision' | 'vectorBits'>,
  name: string,
): Promise<number> {
  const wasm = await cpuKernel.prepare(fixed, builtinTerms, options);
  const native = await threadedCpuKernel.prepare(fixed, builtinTerms, { ...options, native: 'require', threads: 1 });
  try {
    const [expected, found] = [await wasm.run(shot), await native.run(shot)];
    expect(native.arithmetic.code).toMatchObject({ nativeFraction: 1, vectorBits: options.vectorBits });
    expect(native.arithmetic.precision).toBe(wasm.arithmetic.precision);
    const values = new Set<number>();
    expected.photons?.forEach((image, p) => {
      const other = found.photons?.[p] as Float32Array;
      const differing = image.findIndex((value, i) => !Object.is(value, other[i]));
      expect(differing, `first pixel of panel ${p} that differs in ${options.precision} for ${name}`).toBe(-1);
      for (const value of image) values.add(value);
    });
    return values.size;
  } finally {
    await native.close();
  }
}

/** A sum over the nodes around a sample as the innermost loop of all, long enough for batches. */
const nodes: Trial = {
  name: 'a crystal with neighbours',
  experiment: {
    beam: { wavelengthA: 1.2, dispersionPercent: 1, dispersionSteps: 2 },
    detector: { pixelsFast: 20, pixelsSlow: 17, pixelMm: 0.9, distanceMm: 60 },
    crystal: {
      cell: [22, 27, 31, 80, 95, 103],
      cells: [2, 3, 2] as const,
      shape: 'gauss-star',
      neighbours: 2,
      mosaic: { spreadDeg: 1, domains: 3 },
    },
    structureFactors: { default: 100 },
    sampling: { oversample: 2 },
  },
  inputs: {},
};

/** Spots so narrow and alike that the orientations of tiles are listed. */
const limited: Trial = {
  name: 'a crystal with a spot cutoff',
  experiment: {
    beam: { wavelengthA: 1 },
    detector: { pixelsFast: 37, pixelsSlow: 29, pixelMm: 0.2, distanceMm: 150 },
    crystal: {
      cell: [79, 79, 38, 90, 90, 90],
      cells: [7, 7, 14] as const,
      shape: 'gauss',
      mosaic: { spreadDeg: 0.1, domains: 70 },
    },
    structureFactors: { default: 100 },
    sampling: { oversample: 1, spotCutoff: 1e-5 },
  },
  inputs: {},
};

/** Nodes along a band, of which tiles need different numbers, and most of which most vectors of pixels are far from. */
const band: Trial = {
  name: 'a crystal in a pink beam',
  experiment: {
    beam: { spectrum: { file: 'band.csv', between: 'linear' } },
    detector: { pixelsFast: 37, pixelsSlow: 29, pixelMm: 0.6, distanceMm: 60 },
    crystal: {
      cell: [40, 45, 60, 90, 90, 90],
      cells: [15, 15, 12] as const,
      shape: 'gauss-hkl',
      mosaic: { spreadDeg: 0.4, domains: 3 },
    },
    structureFactors: { default: 100 },
    sampling: { oversample: 1 },
  },
  inputs: { spectrum: parseSpectrum('energyEv,weight\n9000,0\n9400,2\n9900,1\n', 'band.csv') },
};

/** Loops of kinds that random experiments do not have. */
export const SPECIAL_TRIALS: readonly Trial[] = [nodes, limited, band, ...CHANNEL_TRIALS.slice(0, 3)];

/** Computes derivatives in WebAssembly and in native code, which have to agree in every bit; returns how many values they have. */
export async function expectSameDerivatives(
  { experiment, inputs }: Trial,
  options: Pick<KernelOptions, 'precision' | 'vectorBits'>,
  parameters = parametersOf(experiment),
): Promise<number> {
  const model = await differentiableModel(experiment, parameters, { inputs });
  const { plan, by } = await model.differentiatedAt(model.start);
  const [{ pixelsFast, pixelsSlow } = { pixelsFast: 0, pixelsSlow: 0 }] = plan.fixed.panels;
  const boxes: readonly PixelBox[] = [
    { panel: 0, fast: [1, pixelsFast], slow: [2, pixelsSlow] },
    { panel: 0, fast: [0, 3], slow: [0, 4] },
  ];
  const request = { plan, by, boxes };
  const wasm = await cpuKernel.differentiator?.(builtinTerms, options);
  const native = await threadedCpuKernel.differentiator?.(builtinTerms, { ...options, native: 'require' });
  const [expected, found] = [await wasm?.run(request), await native?.run(request)];
  expect(native?.arithmetic.code).toMatchObject({ nativeFraction: 1, vectorBits: options.vectorBits });
  expect(native?.arithmetic.precision).toBe(wasm?.arithmetic.precision);
  const values = new Set<number>();
  [expected?.photons, ...(expected?.derivatives ?? [])].forEach((image, output) => {
    const other = output === 0 ? found?.photons : found?.derivatives[output - 1];
    const differing = image?.findIndex((value, i) => !Object.is(value, other?.[i]));
    const what = ['photons', ...parameters][output];
    expect(differing, `first pixel of ${what} that differs in ${options.precision}`).toBe(-1);
    for (const value of image ?? []) values.add(value);
  });
  return values.size;
}
