import type { Readout, ReadoutContext, StageValues } from '@braggsim/core';
import { describe, expect, test } from 'vitest';

/** What the recorded values of pixels that expect `value` photons must average to, and how far they scatter. */
export interface Law {
  readonly value: number;
  readonly mean: number;
  readonly variance: number;
}

type Key = 'seed' | 'image' | 'panel';

export interface ReadoutExpectations {
  /** Parameters to try it with, by name. */
  readonly variants: Readonly<Record<string, StageValues>>;
  /** Whether it draws random numbers; where only some of the keys change them, which. */
  readonly random: boolean | readonly Key[];
  readonly laws: readonly Law[];
}

const SIDE = 200;
const PIXELS = SIDE * SIDE;
const CONTEXT: ReadoutContext = Object.freeze({ seed: 20, image: 3, panel: 1, shape: [SIDE, SIDE] as const });
/** Standard errors that a mean or a variance may be off by: once in a million tests for numbers that are fair. */
const SIGMAS = 5;

/** What every readout must keep to, whatever its effect. */
export function describeReadout(stage: Readout, { variants, random, laws }: ReadoutExpectations): void {
  const image = (value: number): Float64Array => new Float64Array(PIXELS).fill(value);
  const record = (value: number, params: StageValues, change: Partial<ReadoutContext> = {}): Float64Array => {
    const values = image(value);
    stage.apply(values, Object.freeze({ ...params }), Object.freeze({ ...CONTEXT, ...change }));
    return values;
  };
  const bright = laws[0]?.value ?? 100;
  const follows = (key: Key): boolean => (typeof random === 'boolean' ? random : random.includes(key));

  describe(`readout ${stage.id}`, () => {
    test('says what it is', () => {
      expect(stage.about.equation).not.toBe('');
      expect(stage.about.citation).not.toBe('');
      for (const { doc } of Object.values(stage.params)) expect(doc).not.toBe('');
    });

    test('its defaults are those that it declares', () => {
      const declared = Object.entries(stage.params).filter(([, { default: value }]) => value !== undefined);
      const defaults = Object.fromEntries(declared.map(([name, parameter]) => [name, parameter.default]));
      expect(record(bright, defaults)).toStrictEqual(record(bright, {}));
    });

    describe.each(Object.entries(variants))('%s', (_, params) => {
      test('the same seed gives the same bits', () => {
        const first = record(bright, params);
        record(bright / 2, params, { seed: 999 });
        expect(record(bright, params)).toStrictEqual(first);
      });

      test('it changes the pixels that it is given and no others', () => {
        const around = new Float64Array(PIXELS + 20).fill(-7);
        const inside = around.subarray(10, 10 + PIXELS).fill(bright);
        stage.apply(inside, params, CONTEXT);
        expect(inside).toStrictEqual(record(bright, params));
        expect([...around.subarray(0, 10), ...around.subarray(10 + PIXELS)]).toStrictEqual(new Array(20).fill(-7));
      });

      test('single precision holds the same numbers', () => {
        const single = new Float32Array(PIXELS).fill(bright);
        stage.apply(single, params, CONTEXT);
        expect(single).toStrictEqual(Float32Array.from(record(Math.fround(bright), params)));
      });

      test.each(['seed', 'image', 'panel'] as const)('another %s gives other values, or the same', (key) => {
        const [one, other] = [record(bright, params), record(bright, params, { [key]: CONTEXT[key] + 1 })];
        if (follows(key)) expect(correlation(one, other)).toBeLessThan(SIGMAS / Math.sqrt(PIXELS));
        else expect(other).toStrictEqual(one);
      });

      test.runIf(stage.pixelwise?.(params))('bands of rows in any order give the same bits', () => {
        const banded = image(bright);
        for (const [from, to] of [
          [133, 200],
          [0, 7],
          [8, 133],
          [7, 8],
        ] as const) {
          const band = banded.subarray(from * SIDE, to * SIDE);
          stage.apply(band, params, { ...CONTEXT, firstPixel: from * SIDE });
        }
        expect(banded).toStrictEqual(record(bright, params));
      });

      test.each(laws)('$value: mean $mean, variance $variance', ({ value, mean, variance }) => {
        const found = moments(record(value, params));
        const ofMean = Math.sqrt(variance / PIXELS);
        expect(Math.abs(found.mean - mean)).toBeLessThanOrEqual(SIGMAS * ofMean + 1e-9 * Math.abs(mean));
        // The variance of a variance needs the fourth moment, which the sample gives.
        const ofVariance = Math.sqrt((found.fourth - found.variance ** 2) / PIXELS);
        expect(Math.abs(found.variance - variance)).toBeLessThanOrEqual(SIGMAS * ofVariance + 1e-9 * variance);
      });
    });
  });
}

function moments(values: Float64Array) {
  const average = (f: (x: number) => number) => values.reduce((sum, x) => sum + f(x), 0) / values.length;
  const mean = average((x) => x);
  return { mean, variance: average((x) => (x - mean) ** 2), fourth: average((x) => (x - mean) ** 4) };
}

/** Absolute value of the correlation of two images of the same mean. */
function correlation(a: Float64Array, b: Float64Array): number {
  const [ofA, ofB] = [moments(a), moments(b)];
  const covariance = a.reduce((sum, x, i) => sum + (x - ofA.mean) * ((b[i] as number) - ofB.mean), 0) / a.length;
  return Math.abs(covariance) / Math.sqrt(ofA.variance * ofB.variance);
}
