import type { FitProblem } from './minimise';
import type { Variable } from './variables';

/** Returns a shot of one pixel, in which an amplitude of logarithm x makes 100 exp(2 x) photons on 10 of background. */
export function onePixel(name: string, counted: number): FitProblem {
  const number = { name, unit: 'e', start: 50, drives: [] };
  const variable: Variable = {
    group: 'f-hkl',
    numbers: [number],
    logarithmic: true,
    lower: 5,
    upper: 500,
    maxStep: 1,
  };
  return {
    variables: [variable],
    restraints: [],
    pixels: {
      boxes: [],
      index: Int32Array.of(0),
      photons: Float64Array.of(counted),
      readoutVariance: 10,
      count: 1,
      masked: 0,
      box: Int32Array.of(0),
      fast: Int32Array.of(0),
      slow: Int32Array.of(0),
      background: { terms: 0, groups: 0, group: Int32Array.of(0), values: new Float64Array(0) },
    },
    evaluate: async ([x = 0]) => {
      const photons = Float64Array.of(100 * Math.exp(2 * x));
      return { photons, jacobian: [photons.map((value) => 2 * value)] };
    },
  };
}
