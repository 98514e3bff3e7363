import type { ImageMetadata } from '@braggsim/core/derived';
import { resolveDetector } from '@braggsim/geometry';
import { expect, test } from 'vitest';
import { comparisonFigures } from '../files/comparison-figures';
import { preparedPanel } from '../files/load-image';
import { shownImage } from '../files/shown';
import { colourTable, colourWord } from './colour-maps';
import { arePaired, combined } from './combined';
import { overlayColours } from './red-blue';
import { render } from './render';

const beam = { wavelength: 1e-10, fluence: 1, flux: 0, exposure: 1, beamSize: null, polarizationFraction: null };

function imageOf(values: readonly number[], width: number, masked: readonly number[] = []) {
  const detector = resolveDetector({
    pixelsFast: width,
    pixelsSlow: values.length / width,
    pixelMm: 1,
    distanceMm: 50,
  }).value;
  const metadata: ImageMetadata = { detector, beam, scan: { start: 0, width: 0 } };
  const mask = new Uint32Array(values.length);
  for (const i of masked) mask[i] = 1;
  const panel = preparedPanel(Float32Array.from(values), [values.length / width, width], mask, metadata, 0);
  return shownImage({ name: 'image', panels: [panel], metadata, unknown: [], header: {}, warnings: [] });
}

const image = imageOf([8, 2, 0, 5, 7, 4], 3, [4]);
const reference = imageOf([2, 4, 0, 5, 9, 4], 3);

test('differences are image minus reference, ratios logarithms, and what has none is masked', () => {
  const [difference] = combined('difference', image, reference).panels;
  expect([...(difference?.pixels ?? [])].filter((_, i) => i !== 4)).toEqual([6, -2, 0, 0, 0]);
  expect([...(difference?.mask ?? [])]).toEqual([0, 0, 0, 0, 1, 0]);
  const [ratio] = combined('ratio', image, reference).panels;
  expect([...(ratio?.pixels ?? [])].slice(0, 2)).toEqual([2, -1]);
  expect([...(ratio?.mask ?? [])]).toEqual([0, 0, 1, 0, 1, 0]);
  expect(combined('ratio', image, reference)).toBe(combined('ratio', image, reference));
  const other = imageOf([1, 2], 1);
  expect(arePaired(image, other)).toBe(false);
  expect(combined('difference', image, other)).toBe(image);
});

test('ink of the image alone is red, of the reference alone blue, of both black', () => {
  const [a, b] = [imageOf([9, 0, 9, 0], 4), imageOf([0, 9, 9, 0], 4)];
  const shading = {
    place: (value: number) => (value > 0 ? 1 : 0),
    colours: colourTable('grey inverted'),
    masked: 1,
    overload: 2,
    empty: 3,
    saturation: Number.POSITIVE_INFINITY,
  };
  const [target, screen, view] = [new Uint32Array(4), { width: 4, height: 1 }, { scale: 1, x: 0, y: 0 }];
  render(target, screen, a, view, shading);
  overlayColours(target, screen, b, view, shading);
  expect([...target]).toEqual(
    [
      [255, 0, 0],
      [0, 0, 255],
      [0, 0, 0],
      [255, 255, 255],
    ].map((rgb) => colourWord(rgb as [number, number, number])),
  );
});

test('figures are those of all pixels that count, and shells cover all of them', () => {
  const values = Array.from({ length: 400 }, (_, i) => (i * 7919) % 101);
  const [a, b] = [
    imageOf(values, 20, [3]),
    imageOf(
      values.map((x, i) => (i === 50 ? x + 10 : 2 * x)),
      20,
    ),
  ];
  const { comparison, shells } = comparisonFigures(a.panels, b.panels, a.metadata);
  expect(comparison.masked).toBe(1);
  expect(comparison.sum).toBe(values.reduce((sum, x) => sum + x, 0) - (values[3] as number));
  expect(shells.reduce((sum, { pixels }) => sum + pixels, 0)).toBe(399);
  expect(shells.filter(({ correlation }) => Math.abs(correlation - 1) < 1e-12).length).toBe(9);
  expect(shells[0]?.from).toBe(Number.POSITIVE_INFINITY);
  expect(comparisonFigures(a.panels, b.panels, undefined).shells).toEqual([]);
});
