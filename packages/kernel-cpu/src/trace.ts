import type { Plan, Registry, Term } from '@braggsim/core';
import { bindTerms } from './bind';
import { pixelRenderer, type Sample } from './pixel';

/** One pixel in full digits: its last sample, its sum and its factors. */
export interface PixelTrace {
  readonly last: Sample | undefined;
  /** Sum over all samples, electrons^2. */
  readonly sum: number;
  /** Factors by id: those that multiply the pixel, or means over its samples. */
  readonly factors: Readonly<Record<string, number>>;
  /** Expected photons. */
  readonly photons: number;
}

/** Renders a single pixel of a panel and keeps what a report wants to know. */
export async function tracePixel(
  { fixed, shot }: Plan,
  terms: Registry<Term>,
  pixel: { panel?: number; fast: number; slow: number },
): Promise<PixelTrace> {
  const render = pixelRenderer(fixed, shot, await bindTerms(fixed, terms));
  let last: Sample | undefined;
  const { sum, factors } = render(pixel.panel ?? 0, pixel.fast, pixel.slow, (sample) => {
    last = sample;
  });
  const whole = fixed.factors.reduce(
    (product, f, i) => (f.mode === 'each' ? product : product * (factors[i] as number)),
    1,
  );
  return {
    last,
    sum,
    factors: Object.fromEntries(fixed.factors.map((f, i) => [f.id, factors[i] as number])),
    photons: shot.scale * sum * whole,
  };
}
