import type { Pixels, Readout, ReadoutContext, StageValues } from '@braggsim/core';
import { describe, expect, test } from 'vitest';
import { random as randomNumbers } from '../random';
import { correlation, moments } from './moments';
import { piecesOf } from './pieces';

/** What pixels that expect `value` must average to after the stage, and how far they scatter. */
export interface Law {
  readonly value: number;
  /** Variance of what comes in, from pixel to pixel; none when absent. */
  readonly scatter?: number;
  readonly mean: number;
  readonly variance: number;
}

/** What random numbers may depend on besides pixel and draw. */
export const READOUT_KEYS = ['seed', 'image', 'panel', 'occurrence'] as const;
type Key = (typeof READOUT_KEYS)[number];

/** A stage with some of its parameters, and what it must do then. */
export interface ReadoutExpectations {
  readonly params: StageValues;
  /** What its random numbers depend on; nothing when it draws none. */
  readonly keys: readonly Key[];
  readonly laws: readonly Law[];
  /** What has a deviate of its own: each pixel, or each image, whose pixels share it. Default: pixels. */
  readonly deviates?: 'pixels' | 'images';
  /** Pixels from the edges, where light from beyond is missing, in which the laws do not hold. */
  readonly margin?: number;
  /** An image that the stage works with besides, of `READOUT_SHAPE`. */
  readonly pixels?: Pixels;
}

export interface RecordedPanel extends Pick<ReadoutContext, 'panel' | 'shape'> {
  readonly values: Float64Array;
}

/** Applies a stage to the panels of an image, in place, on a number of threads. */
export type RecordOnThreads = (
  threads: number,
  stage: Readout,
  params: StageValues,
  panels: readonly RecordedPanel[],
  key: Pick<ReadoutContext, 'seed' | 'image'>,
) => Promise<void>;

const SIDE = 200;
const PIXELS = SIDE * SIDE;
/** [slow, fast] of the images that the suite records. */
export const READOUT_SHAPE = [SIDE, SIDE] as const;
const CONTEXT = Object.freeze({ seed: 20, image: 3, panel: 1, occurrence: 0, shape: READOUT_SHAPE });
/** Images over which deviates of images are followed. */
const IMAGES = 10_000;
/** Standard errors that a mean or a variance may be off by: once in a million tests for numbers that are fair. */
const SIGMAS = 5;

/** Expected photons: flat, or with deviates of their own. */
function image(value: number, scatter = 0): Float64Array {
  if (scatter === 0) return new Float64Array(PIXELS).fill(value);
  const { between } = randomNumbers();
  const gaussian = () => Math.sqrt(-2 * Math.log(between(0, 1))) * Math.cos(between(0, 2 * Math.PI));
  return Float64Array.from({ length: PIXELS }, () => value + Math.sqrt(scatter) * gaussian());
}

function expectSameBits(found: Float64Array, wanted: Float64Array): void {
  const at = found.findIndex((x, i) => !Object.is(x, wanted[i]));
  expect({ at, value: found[at] }).toEqual({ at: -1, value: undefined });
}

/** What every readout must keep to, whatever its effect. */
export function describeReadout(
  stage: Readout,
  variants: Readonly<Record<string, ReadoutExpectations>>,
  onThreads: RecordOnThreads,
): void {
  describe(`readout ${stage.id}`, () => {
    test('says what it is', () => {
      expect(stage.about.equation).not.toBe('');
      expect(stage.about.citation).not.toBe('');
      for (const { doc } of Object.values(stage.params)) expect(doc).not.toBe('');
      expect(stage.seeded === true).toBe(Object.values(variants).some(({ keys }) => keys.includes('seed')));
    });

    describe.each(Object.entries(variants))(
      '%s',
      (_, { params: own, keys, laws, deviates = 'pixels', margin = 0, pixels }) => {
        const bright = laws[0]?.value ?? 100;
        const withImage = (given: StageValues): StageValues => Object.freeze({ ...given, ...(pixels && { pixels }) });
        const params = withImage(own);

        const applied = (values: Float64Array, change: Partial<ReadoutContext> = {}, given = params): Float64Array => {
          stage.apply(values, given, Object.freeze({ ...CONTEXT, ...change }));
          return values;
        };
        const recorded = (change: Partial<ReadoutContext> = {}) => applied(image(bright), change);

        /** Values with deviates of their own. */
        const samples = (value: number, scatter?: number, change: Partial<ReadoutContext> = {}): Float64Array => {
          if (deviates === 'pixels') {
            const inside = (at: number) => at >= margin && at < SIDE - margin;
            return applied(image(value, scatter), change).filter(
              (_, i) => inside(i % SIDE) && inside(Math.floor(i / SIDE)),
            );
          }
          const { image: first } = { ...CONTEXT, ...change };
          return Float64Array.from({ length: IMAGES }, (_, i) => {
            const one = applied(Float64Array.of(value), { ...change, image: first + i, shape: [1, 1] });
            return one[0] as number;
          });
        };

        test('its defaults are those that it declares', () => {
          const declared = Object.entries(stage.params).filter(([, { default: value }]) => value !== undefined);
          const defaults = Object.fromEntries(declared.map(([name, parameter]) => [name, parameter.default]));
          expectSameBits(applied(image(bright), {}, withImage(defaults)), applied(image(bright), {}, withImage({})));
        });

        test('the same seed gives the same bits, whatever was recorded in between', () => {
          const first = recorded();
          applied(image(bright / 2), { seed: 999 });
          expectSameBits(recorded(), first);
        });

        test('it changes the pixels that it is given and nothing else', () => {
          const before = structuredClone(params);
          const around = new Float64Array(PIXELS + 20).fill(-7);
          const inside = around.subarray(10, 10 + PIXELS).fill(bright);
          applied(inside);
          expectSameBits(inside, recorded());
          expect([...around.subarray(0, 10), ...around.subarray(10 + PIXELS)]).toStrictEqual(new Array(20).fill(-7));
          expect(params).toEqual(before);
        });

        test('single precision holds the same numbers', () => {
          const single = new Float32Array(PIXELS).fill(bright);
          stage.apply(single, params, CONTEXT);
          const double = applied(image(Math.fround(bright)));
          expectSameBits(Float64Array.from(single), double.map(Math.fround));
        });

        for (const key of READOUT_KEYS) {
          const change = { [key]: CONTEXT[key] + 1 };
          if (keys.includes(key)) {
            test(`another ${key} gives other values, which have nothing to do with the first`, () => {
              const [one, other] = [samples(bright), samples(bright, 0, change)];
              expect(Math.abs(correlation(one, other))).toBeLessThan(SIGMAS / Math.sqrt(one.length));
            });
          } else {
            test(`another ${key} gives the same bits`, () => expectSameBits(recorded(change), recorded()));
          }
        }

        if (stage.pixelwise?.(params)) {
          test.each(Object.entries(piecesOf(READOUT_SHAPE)))('%s in any order give the same bits', (_, pieces) => {
            const values = image(bright);
            for (const [from, to] of pieces) applied(values.subarray(from, to), { firstPixel: from });
            expectSameBits(values, recorded());
          });
        }

        test('panels in any order give the same bits', () => {
          const inOrder = [0, 1, 2, 3].map((panel) => recorded({ panel }));
          for (const panel of [2, 0, 3, 1]) expectSameBits(recorded({ panel }), inOrder[panel] as Float64Array);
        });

        test.each([1, 2, 3, 7])('panels on %i threads have the same bits', async (threads) => {
          const panels = [4, 0, 1].map((panel) => ({ panel, shape: READOUT_SHAPE, values: image(bright) }));
          const { seed, image: index } = CONTEXT;
          await onThreads(threads, stage, params, panels, { seed, image: index });
          for (const { panel, values } of panels) expectSameBits(values, recorded({ panel }));
        });

        test.each(laws)('$value: mean $mean, variance $variance', ({ value, scatter, mean, variance }) => {
          const found = moments(samples(value, scatter));
          const rounding = 1e-9 * Math.abs(mean);
          expect(Math.abs(found.mean - mean)).toBeLessThanOrEqual(SIGMAS * found.ofMean + rounding);
          expect(Math.abs(found.variance - variance)).toBeLessThanOrEqual(
            SIGMAS * found.ofVariance + 1e-9 * variance + rounding ** 2,
          );
        });
      },
    );
  });
}
