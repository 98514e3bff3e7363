import { isAllowed, type Parameter, type Readout, type ReadoutContext, type StageValues } from '@braggsim/core';
import type { Pixels } from '@braggsim/core/derived';
import { describe, expect, test } from 'vitest';
import { random as randomNumbers } from '../random';
import { chunksOf } from './chunks';
import { correlation, moments } from './moments';

/** Mean and variance of pixels after the stage. */
export interface Law {
  /** Mean of the pixels before the stage. */
  readonly value: number;
  /** Variance of the pixels before the stage. Default 0. */
  readonly scatter?: number;
  readonly mean: number;
  readonly variance: number;
}

/** The keys of random numbers besides pixel and draw. */
export const READOUT_KEYS = ['seed', 'image', 'panel', 'occurrence'] as const;
type Key = (typeof READOUT_KEYS)[number];

/** Expectations of a stage with given parameters. */
export interface ReadoutExpectations {
  readonly params: StageValues;
  /** The keys on which its random numbers depend; empty when it draws none. */
  readonly keys: readonly Key[];
  /** Moments that its values must have. */
  readonly laws: readonly Law[];
  /** Whether each pixel or each image has its own deviate. Default: pixels. */
  readonly deviates?: 'pixels' | 'images';
  /** Width of the edge, pixels, in which the laws do not hold, because light from beyond is missing. */
  readonly margin?: number;
  /** An image of `READOUT_SHAPE` that the stage uses. */
  readonly pixels?: Pixels;
}

/** A panel of an image that a stage changes in place. */
export interface RecordedPanel extends Pick<ReadoutContext, 'panel' | 'shape'> {
  readonly photons: Float64Array;
  /** Receives the recorded values. */
  readonly into: Float64Array;
}

/** Applies a stage to the panels of an image, on a number of threads. */
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
/** Number of images for the moments of stages with one deviate for each image. */
const IMAGES = 10_000;
/** Largest deviation of a mean or a variance, standard errors; correct numbers exceed it about once in a million tests. */
const SIGMAS = 5;

/** Creates an image of expected photons, flat or with independent deviates. */
function image(value: number, scatter = 0): Float64Array {
  if (scatter === 0) return new Float64Array(PIXELS).fill(value);
  const { between } = randomNumbers();
  const gaussian = () => Math.sqrt(-2 * Math.log(between(0, 1))) * Math.cos(between(0, 2 * Math.PI));
  return Float64Array.from({ length: PIXELS }, () => value + Math.sqrt(scatter) * gaussian());
}

function expectSameBits(actual: Float64Array, expected: Float64Array): void {
  const at = actual.findIndex((x, i) => !Object.is(x, expected[i]));
  expect({ at, value: actual[at] }).toEqual({ at: -1, value: undefined });
}

/** Declares the tests that every readout stage must pass. */
export function describeReadout(
  stage: Readout,
  variants: Readonly<Record<string, ReadoutExpectations>>,
  onThreads: RecordOnThreads,
): void {
  /** Stages are applied with the defaults of their parameters filled in. */
  const defaults = Object.fromEntries(
    Object.entries(stage.params).flatMap(([name, { default: value }]) => (value === undefined ? [] : [[name, value]])),
  );

  describe(`readout ${stage.id}`, () => {
    test('has documentation', () => {
      expect(stage.about.equation).not.toBe('');
      expect(stage.about.citation).not.toBe('');
      for (const { doc } of Object.values(stage.params)) expect(doc).not.toBe('');
      for (const [name, value] of Object.entries(defaults)) {
        // An empty text stands for none.
        expect(value === '' || isAllowed(stage.params[name] as Parameter, value), name).toBe(true);
      }
      expect(stage.seeded === true).toBe(Object.values(variants).some(({ keys }) => keys.includes('seed')));
    });

    describe.each(Object.entries(variants))(
      '%s',
      (_, { params: own, keys, laws, deviates = 'pixels', margin = 0, pixels }) => {
        const bright = laws[0]?.value ?? 100;
        const params: StageValues = Object.freeze({ ...defaults, ...own, ...(pixels && { pixels }) });

        const applied = (values: Float64Array, change: Partial<ReadoutContext> = {}): Float64Array => {
          stage.apply(values, params, Object.freeze({ ...CONTEXT, ...change }));
          return values;
        };
        const recorded = (change: Partial<ReadoutContext> = {}) => applied(image(bright), change);
        let first: Float64Array | undefined;
        /** Returns the recorded image of the context, computed once for all tests but the one of repetition. */
        const recordedOnce = (): Float64Array => {
          first ??= recorded();
          return first;
        };

        /** Returns the values with independent deviates, after the stage. */
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

        test('the same seed gives the same bits, independent of earlier calls', () => {
          const first = recorded();
          applied(image(bright / 2), { seed: 999 });
          expectSameBits(recorded(), first);
        });

        test('changes the given pixels and nothing else', () => {
          const before = structuredClone(params);
          const around = new Float64Array(PIXELS + 20).fill(-7);
          const inside = around.subarray(10, 10 + PIXELS).fill(bright);
          applied(inside);
          expectSameBits(inside, recordedOnce());
          expect([...around.subarray(0, 10), ...around.subarray(10 + PIXELS)]).toStrictEqual(new Array(20).fill(-7));
          expect(params).toEqual(before);
        });

        test('gives the same numbers in single precision', () => {
          const single = new Float32Array(PIXELS).fill(bright);
          stage.apply(single, params, CONTEXT);
          const double = applied(image(Math.fround(bright)));
          expectSameBits(Float64Array.from(single), double.map(Math.fround));
        });

        for (const key of READOUT_KEYS) {
          const change = { [key]: CONTEXT[key] + 1 };
          if (keys.includes(key)) {
            test(`another ${key} gives uncorrelated values`, () => {
              const [one, other] = [samples(bright), samples(bright, 0, change)];
              expect(Math.abs(correlation(one, other))).toBeLessThan(SIGMAS / Math.sqrt(one.length));
            });
          } else {
            test(`another ${key} gives the same bits`, () => expectSameBits(recorded(change), recordedOnce()));
          }
        }

        if (stage.pixelwise?.(params)) {
          test.each(Object.entries(chunksOf(READOUT_SHAPE)))('%s in any order give the same bits', (_, chunks) => {
            const values = image(bright);
            for (const [from, to] of chunks) applied(values.subarray(from, to), { firstPixel: from });
            expectSameBits(values, recordedOnce());
          });
        }

        test('panels in any order give the same bits', () => {
          const inOrder = [0, 1].map((panel) => recorded({ panel }));
          for (const panel of [1, 0]) expectSameBits(recorded({ panel }), inOrder[panel] as Float64Array);
        });

        const onThisThread = new Map<number, Float64Array>();
        /** Returns a panel that this thread has recorded, once for all numbers of threads. */
        const recordedHere = (panel: number): Float64Array => {
          const found = onThisThread.get(panel) ?? recorded({ panel });
          onThisThread.set(panel, found);
          return found;
        };

        test.each([1, 3])('panels on %i threads have the same bits', async (threads) => {
          const panels = [4, 0, 1].map((panel) => {
            const photons = image(bright);
            return { panel, shape: READOUT_SHAPE, photons, into: new Float64Array(photons.length) };
          });
          const { seed, image: index } = CONTEXT;
          await onThreads(threads, stage, params, panels, { seed, image: index });
          for (const { panel, into } of panels) expectSameBits(into, recordedHere(panel));
        });

        test.each(laws)('$value: mean $mean, variance $variance', ({ value, scatter, mean, variance }) => {
          const actual = moments(samples(value, scatter));
          const rounding = 1e-9 * Math.abs(mean);
          expect(Math.abs(actual.mean - mean)).toBeLessThanOrEqual(SIGMAS * actual.ofMean + rounding);
          expect(Math.abs(actual.variance - variance)).toBeLessThanOrEqual(
            SIGMAS * actual.ofVariance + 1e-9 * variance + rounding ** 2,
          );
        });
      },
    );
  });
}
