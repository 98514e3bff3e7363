import type { Arithmetic, Differentiator, PixelBox, Plan } from '@braggsim/core/kernel';
import { builtinTerms } from '@braggsim/experiment';
import { cpuKernel } from '@braggsim/kernel-cpu';
import { nativeFacts, threadedCpuKernel } from '@braggsim/kernel-cpu/node';
import { parametersOf } from '../derivatives/derivatives-agree.fixture';
import { differentiableModel } from '../derivatives/model';
import type { Trial } from '../random-experiment.fixture';

export const PRECISIONS = ['double', 'mixed', 'single'] as const;
export type Precision = (typeof PRECISIONS)[number];

/** Widths of vectors that this machine has, or why it has no native code. */
export async function nativeWidths(): Promise<readonly number[] | string> {
  const facts = await nativeFacts();
  if ('reason' in facts) return facts.reason;
  return [512, 256, 128].filter((bits) => bits <= facts.vectorBits);
}

/** What was found at one width. */
export interface Comparison {
  readonly vectorBits: number;
  /** Number of different values in the images of WebAssembly. */
  readonly values: number;
  /** How native code differs from WebAssembly; undefined where every bit is the same. */
  readonly difference: string | undefined;
}

interface Computed {
  readonly images: readonly { readonly name: string; readonly pixels: ArrayLike<number> }[];
  readonly arithmetic: Arithmetic | undefined;
}

const shown = (value: number | undefined): string => (Object.is(value, -0) ? '-0' : String(value));

/** Compares all bits of images, and the code that computed them with what was asked for. */
export function compared(wasm: Computed, native: Computed, vectorBits: number): Comparison {
  const values = new Set<number>();
  const differing = wasm.images.flatMap(({ name, pixels }, i) => {
    const other = native.images[i]?.pixels;
    const places = Array.from(pixels, (value, at) => {
      values.add(value);
      return Object.is(value, other?.[at]) ? -1 : at;
    }).filter((at) => at >= 0);
    const [at] = places;
    return at === undefined
      ? []
      : [
          `${places.length} of ${pixels.length} pixels of ${name}, the first at ${at}: ${shown(other?.[at])} for ${shown(pixels[at])}`,
        ];
  });
  const { precision, code } = native.arithmetic ?? {};
  if (precision !== wasm.arithmetic?.precision) differing.push(`${precision} for ${wasm.arithmetic?.precision}`);
  if (code?.nativeFraction !== 1) differing.push(`native code for ${code?.nativeFraction} of the image`);
  if (code?.vectorBits !== vectorBits) differing.push(`vectors of ${code?.vectorBits} bits`);
  return { vectorBits, values: values.size, difference: differing.join('; ') || undefined };
}

/**
 * Computes a plan once in WebAssembly and at each width in native code, and compares the bytes.
 *
 * @param relaxedSimd whether both may fuse products and sums, as images of data sets never do
 */
export async function compareImages(
  { fixed, shot }: Plan,
  precision: Precision,
  widths: readonly number[],
  relaxedSimd = true,
): Promise<Comparison[]> {
  const run = async (kernel: typeof cpuKernel, options: object): Promise<Computed> => {
    const prepared = await kernel.prepare(fixed, builtinTerms, { precision, relaxedSimd, ...options });
    try {
      const { photons = [] } = await prepared.run(shot);
      const images = photons.map((pixels, p) => ({ name: `panel ${p}`, pixels }));
      return { images, arithmetic: prepared.arithmetic };
    } finally {
      await prepared.close();
    }
  };
  const wasm = await run(cpuKernel, {});
  const comparisons: Comparison[] = [];
  for (const vectorBits of widths) {
    const native = await run(threadedCpuKernel, { vectorBits, native: 'require', threads: 1 });
    comparisons.push(compared(wasm, native, vectorBits));
  }
  return comparisons;
}

/** Computes derivatives once in WebAssembly and at each width in native code, and compares the bytes. */
export async function compareDerivatives(
  { experiment, inputs }: Trial,
  precision: Precision,
  widths: readonly number[],
  parameters: readonly string[] = parametersOf(experiment),
): Promise<Comparison[]> {
  const model = await differentiableModel(experiment, parameters, { inputs });
  const { plan, by } = await model.differentiatedAt(model.start);
  const [{ pixelsFast, pixelsSlow } = { pixelsFast: 0, pixelsSlow: 0 }] = plan.fixed.panels;
  const boxes: readonly PixelBox[] = [
    { panel: 0, fast: [1, pixelsFast], slow: [2, pixelsSlow] },
    { panel: 0, fast: [0, 3], slow: [0, 4] },
  ];
  const run = async (kernel: typeof cpuKernel, options: object): Promise<Computed> => {
    const differentiator = (await kernel.differentiator?.(builtinTerms, { precision, ...options })) as Differentiator;
    try {
      const { photons, derivatives } = await differentiator.run({ plan, by, boxes });
      const images = [photons, ...derivatives].map((pixels, i) => ({
        name: ['photons', ...parameters][i] ?? '',
        pixels,
      }));
      return { images, arithmetic: differentiator.arithmetic };
    } finally {
      await differentiator.close();
    }
  };
  const wasm = await run(cpuKernel, {});
  const comparisons: Comparison[] = [];
  for (const vectorBits of widths) {
    comparisons.push(compared(wasm, await run(threadedCpuKernel, { vectorBits, native: 'require' }), vectorBits));
  }
  return comparisons;
}
