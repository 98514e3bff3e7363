import type { KernelOptions, Plan } from '@braggsim/core/kernel';
import { builtinTerms } from '@braggsim/experiment';
import { cpuKernel } from '@braggsim/kernel-cpu';
import { nativeFacts, threadedCpuKernel } from '@braggsim/kernel-cpu/node';
import { expect } from 'vitest';

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
