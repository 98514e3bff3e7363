import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { growingSummary } from './photon-summary';

const SHAPES = [
  { pixelsFast: 5, pixelsSlow: 4 },
  { pixelsFast: 3, pixelsSlow: 7 },
];
const KINDS = [Float32Array, Float64Array, Int32Array, Uint16Array];
const images = fc.tuple(
  fc.constantFrom(...KINDS),
  ...SHAPES.map(({ pixelsFast, pixelsSlow }) =>
    fc.array(fc.integer({ min: 0, max: 60_000 }), {
      minLength: pixelsFast * pixelsSlow,
      maxLength: pixelsFast * pixelsSlow,
    }),
  ),
);

test('a summary has the sum, and the first of the brightest pixels', () => {
  fc.assert(
    fc.property(images, ([Kind, ...values]) => {
      const photons = values.map((panel) => Kind.from(panel));
      const all = values.flat();
      const max = Math.max(...all);
      const panel = values.findIndex((of) => of.includes(max));
      const at = values[panel]?.indexOf(max) ?? -1;
      const { pixelsFast = 1 } = SHAPES[panel] ?? {};
      expect(growingSummary(SHAPES).complete(photons)).toEqual({
        photons: all.reduce((sum, value) => sum + value, 0),
        max,
        maxAt: { panel, fast: at % pixelsFast, slow: Math.floor(at / pixelsFast) },
      });
    }),
  );
});

test('rows that are added one after the other give the summary of the whole', () => {
  const photons = SHAPES.map(({ pixelsFast, pixelsSlow }, panel) =>
    Float32Array.from({ length: pixelsFast * pixelsSlow }, (_, i) => ((i * 7 + panel) % 11) / 3),
  );
  const growing = growingSummary(SHAPES);
  for (const endRow of [1, 3]) growing.addRows({ panel: 0, endRow, photons: photons[0] as Float32Array });
  growing.addRows({ panel: 0, endRow: 4, photons: photons[0] as Float32Array });
  growing.addRows({ panel: 1, endRow: 2, photons: photons[1] as Float32Array });
  expect(growing.complete(photons)).toEqual(growingSummary(SHAPES).complete(photons));
});

test('an image that is dark everywhere is brightest at its first pixel', () => {
  const dark = SHAPES.map(({ pixelsFast, pixelsSlow }) => new Float32Array(pixelsFast * pixelsSlow));
  expect(growingSummary(SHAPES).complete(dark)).toEqual({ photons: 0, max: 0, maxAt: { panel: 0, fast: 0, slow: 0 } });
});
