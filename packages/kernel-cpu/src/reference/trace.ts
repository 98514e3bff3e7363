import type { Term } from '@braggsim/core';
import type { Plan, Registry } from '@braggsim/core/kernel';
import { bindTerms } from './bind';
import { pixelRenderer, type Sample } from './pixel';

/** One pixel in full digits: its last sample, its sum and its factors. */
export interface PixelTrace {
  /** Last sample; undefined where the resolution limit rejects all samples. */
  readonly last: Sample | undefined;
  /** Sum over all samples, electrons^2. */
  readonly sum: number;
  /** Factors by id: those that multiply the pixel, or means over its samples. */
  readonly factors: Readonly<Record<string, number>>;
  /** Expected photons. */
  readonly photons: number;
}

/** Renders one pixel and returns its values. */
export type TracePixel = (pixel: { panel?: number; fast: number; slow: number }) => PixelTrace;

/** Makes a function that renders single pixels and returns the values for a report. */
export async function pixelTracer({ fixed, shot }: Plan, terms: Registry<Term>): Promise<TracePixel> {
  const render = pixelRenderer(fixed, shot, await bindTerms(fixed, terms));
  return ({ panel = 0, fast, slow }) => {
    let last: Sample | undefined;
    const { sum, factors } = render(panel, fast, slow, (sample) => {
      last = sample;
    });
    const value = (f: number) => factors[f] as number;
    const whole = fixed.factors.reduce((product, { mode }, f) => (mode === 'each' ? product : product * value(f)), 1);
    return {
      last,
      sum,
      factors: Object.fromEntries(fixed.factors.map(({ id }, f) => [id, value(f)])),
      photons: shot.scale * sum * whole,
    };
  };
}
