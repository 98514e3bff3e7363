import type { Term } from '@braggsim/core';
import {
  type Arithmetic,
  fromRegistry,
  type Kernel,
  type KernelOptions,
  type Plan,
  type Registry,
  samplesPerPixel,
} from '@braggsim/core/kernel';
import { builtinTerms } from '@braggsim/experiment';
import { referenceKernel } from '@braggsim/kernel-cpu';

/** Images of a kernel, by panel. */
export interface Computed {
  readonly images: readonly (Float32Array | Float64Array)[];
  readonly arithmetic: Arithmetic;
}

export async function compute(
  kernel: Kernel,
  { fixed, shot }: Plan,
  options: KernelOptions = {},
  terms: Registry<Term> = builtinTerms,
): Promise<Computed> {
  const prepared = await kernel.prepare(fixed, terms, options);
  try {
    const { photons = [] } = await prepared.run(shot);
    return { images: photons, arithmetic: prepared.arithmetic };
  } finally {
    await prepared.close();
  }
}

/** Returns the image of the reference kernel without the last rounding to float32. */
export async function exact({ fixed, shot }: Plan, terms: Registry<Term> = builtinTerms): Promise<Float64Array[]> {
  const prepared = await referenceKernel.prepare(fixed, terms);
  const into = fixed.panels.map(({ pixelsFast, pixelsSlow }) => new Float64Array(pixelsFast * pixelsSlow));
  await prepared.run(shot, { into: { photons: into } });
  return into;
}

/** Returns the plan with so many pixels masked that there are at most about `samples` samples to compute. */
export function thinned(plan: Plan, samples: number): Plan {
  const { panels } = plan.fixed;
  const thin = (panel: Plan['fixed']['panels'][number]) => {
    const wanted = wantedPixels(panel);
    const every = Math.ceil((wanted.length * samplesPerPixel(plan) * panels.length) / samples);
    const mask = new Uint8Array(panel.pixelsFast * panel.pixelsSlow);
    for (let n = 0; n < wanted.length; n += Math.max(1, every)) mask[wanted[n] as number] = 1;
    return every <= 1 ? panel : { ...panel, mask };
  };
  return { ...plan, fixed: { ...plan.fixed, panels: panels.map(thin) } };
}

/** Pixels inside the region of a panel that are not masked, as indices. */
export function wantedPixels({ pixelsFast, pixelsSlow, region, mask }: Plan['fixed']['panels'][number]): number[] {
  return Array.from({ length: pixelsFast * pixelsSlow }, (_, i) => i).filter((i) => {
    const [f, s] = [i % pixelsFast, Math.floor(i / pixelsFast)];
    const { fast, slow } = region;
    return f >= fast[0] && f < fast[1] && s >= slow[0] && s < slow[1] && mask?.[i] !== 0;
  });
}

/** Terms whose shape is at its peak everywhere: images of what a spot would have there. */
export async function peakTerms({ fixed }: Plan, terms: Registry<Term> = builtinTerms): Promise<Registry<Term>> {
  const shape = await fromRegistry(terms, fixed.shape.id, 'shape');
  const atPeak: Term = {
    ...shape,
    formula: (m, x, constants, specialization) => {
      const zero = m.value(0);
      return shape.formula(m, { ...x, dh: zero, dk: zero, dl: zero }, constants, specialization);
    },
  };
  return new Map([...terms, [shape.id, () => atPeak]]);
}
