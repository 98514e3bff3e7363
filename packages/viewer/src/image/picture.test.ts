import { units, vector } from '@braggsim/core';
import type { ImageMetadata } from '@braggsim/core/derived';
import { recordingPanels, resolveDetector } from '@braggsim/geometry';
import { expect, test } from 'vitest';
import { preparedPanel } from '../files/load-image';
import { shownImage } from '../files/shown';
import { readOut } from '../geometry/read-out';
import { COLOURS, colourTable, colourWord } from './colour-maps';
import { histogram, percentileRange, SCALES, sampledPixels, scaleOf, thresholdedScale } from './contrast';
import { maximumLevels } from './levels';
import { assemble, assembleOver, inverseOf, pixelAt, toPicture } from './placement';
import { render } from './render';
import { fitted, fromScreen, toScreen, viewOf, zoomed } from './view';

const beam = { wavelength: 1e-10, fluence: 1, flux: 0, exposure: 1, beamSize: null, polarizationFraction: null };

/** An image of 8 x 6 pixels whose values are those of their indices, with one masked pixel. */
function smallImage() {
  const detector = resolveDetector({ pixelsFast: 8, pixelsSlow: 6, pixelMm: 1, distanceMm: 100 }).value;
  const metadata: ImageMetadata = { detector, beam, scan: { start: 0, width: 0 }, saturation: 40 };
  const mask = new Uint32Array(48);
  mask[9] = 1;
  const panel = preparedPanel(
    Uint16Array.from({ length: 48 }, (_, i) => i),
    [6, 8],
    mask,
    metadata,
    0,
  );
  return shownImage({ name: 'small', panels: [panel], metadata, unknown: [], header: {}, warnings: [] });
}

test('smaller copies hold the largest pixel, without masked ones', () => {
  const pixels = Float32Array.from({ length: 130 * 3 }, (_, i) => i);
  const mask = new Uint32Array(pixels.length);
  mask[389] = 1;
  const [half, ...others] = maximumLevels(pixels, [3, 130], mask);
  expect(half?.length).toBe(65 * 2);
  expect(half?.[0]).toBe(131);
  expect(half?.[129]).toBe(388);
  expect(others).toHaveLength(1);
  mask.fill(1);
  expect(maximumLevels(pixels, [3, 130], mask)[0]?.every(Number.isNaN)).toBe(true);
});

test('scales map the range to 0 and 1, and are monotonic', () => {
  for (const scale of SCALES) {
    const place = scaleOf(scale, { low: -5, high: 20 });
    const places = Array.from({ length: 30 }, (_, i) => place(i - 7));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(place(20)).toBeCloseTo(1, 12);
    if (scale !== 'symmetric log') expect(place(-5)).toBeCloseTo(0, 12);
  }
  expect(scaleOf('symmetric log', { low: -5, high: 20 })(0)).toBe(0.5);
});

test('below a threshold is background, of differences by their size, and the places of other values stay', () => {
  const range = { low: -5, high: 20 };
  for (const scale of SCALES) {
    const [plain, place] = [scaleOf(scale, range), thresholdedScale(scale, range, 4)];
    const isSigned = scale === 'symmetric log';
    for (const value of [4, 4.5, 20, 30]) expect(place(value)).toBe(plain(value));
    for (const value of [-3.9, 0, 3.9]) expect(place(value)).toBe(isSigned ? 0.5 : 0);
    expect(place(-4)).toBe(isSigned ? plain(-4) : 0);
    expect(thresholdedScale(scale, range, null)(1)).toBe(plain(1));
  }
});

test('the range is that of the percentiles of pixels that count, and never empty', () => {
  const image = smallImage();
  const samples = sampledPixels(image);
  expect(samples).toHaveLength(47);
  expect(percentileRange(samples, 0, 100)).toEqual({ low: 0, high: 47 });
  expect(percentileRange([3, 3, 3], 1, 99)).toEqual({ low: 3, high: 6 });
  expect(percentileRange([], 1, 99)).toEqual({ low: 0, high: 1 });
  const counts = histogram(samples, scaleOf('linear', { low: 0, high: 48 }), 4);
  expect(counts).toEqual([11, 12, 12, 12]);
});

test('every pixel of the screen has the colour of the pixel below it', () => {
  const image = smallImage();
  const screen = { width: 20, height: 12 };
  const view = fitted(image, screen);
  expect(view.scale).toBe(2);
  const colours = colourTable('grey');
  const [masked, overload, empty] = [colourWord([1, 2, 3]), colourWord([4, 5, 6]), colourWord([7, 8, 9])];
  const target = new Uint32Array(240);
  render(target, screen, image, view, {
    place: (value) => value / COLOURS,
    colours,
    masked,
    overload,
    empty,
    saturation: 40,
  });
  for (let row = 0; row < 12; row++)
    for (let column = 0; column < 20; column++) {
      const [fast, slow] = fromScreen(view, [column + 0.5, row + 0.5]).map(Math.floor) as [number, number];
      const index = slow * 8 + fast;
      const isThere = fast >= 0 && fast < 8;
      const expected = !isThere ? empty : index === 9 ? masked : index > 40 ? overload : colours[index];
      expect(target[row * 20 + column], `${column} ${row}`).toBe(expected);
    }
});

test.each([0.61, 2.7])('neighbouring panels do not draw over each other at scale %d', (scale) => {
  const detector = resolveDetector({
    pixelsFast: 40,
    pixelsSlow: 30,
    pixelMm: 1,
    distanceMm: 100,
    panels: [
      { pixelsFast: 12, pixelsSlow: 9, cornerMm: [0.3, 0.4, 0] },
      { pixelsFast: 12, pixelsSlow: 9, cornerMm: [12.3, 2.1, 0] },
      { pixelsFast: 9, pixelsSlow: 12, cornerMm: [33.5, 12.7, 0], fast: [0, 1, 0], slow: [-1, 0, 0] },
    ],
  }).value;
  const metadata: ImageMetadata = { detector, beam, scan: { start: 0, width: 0 } };
  const panels = recordingPanels(detector).map(({ pixelsFast, pixelsSlow }, p) => {
    const pixels = Uint16Array.from({ length: 108 }, (_, i) => 10 + 70 * p + (i % 61));
    return preparedPanel(pixels, [pixelsSlow, pixelsFast], undefined, metadata, p);
  });
  const image = shownImage({ name: 'panels', panels, metadata, unknown: [], header: {}, warnings: [] });
  const shading = {
    place: (value: number) => value / COLOURS,
    colours: colourTable('grey'),
    masked: 1,
    overload: 2,
    empty: 3,
    saturation: 1e9,
  };
  // A small screen shows a part, for which the colours of the other pixels are not made.
  for (const [screen, view] of [
    [
      { width: 110, height: 80 },
      { scale, x: -0.4, y: -0.7 },
    ],
    [
      { width: 7, height: 7 },
      { scale, x: 9.1, y: 1.3 },
    ],
  ] as const) {
    const target = new Uint32Array(screen.width * screen.height);
    render(target, screen, image, view, shading);
    const expected = Array.from(target, (_, i) => {
      const at = fromScreen(view, [(i % screen.width) + 0.5, Math.floor(i / screen.width) + 0.5]);
      const found = pixelAt(image.panels, at);
      const { pixels, pixelsFast } = image.panels[found?.panel ?? 0] ?? expect.fail();
      const value = found && (pixels[found.slow * pixelsFast + found.fast] as number);
      return value === undefined ? 3 : shading.colours[value];
    });
    expect([...target]).toEqual(expected);
  }
});

test('zooming keeps the point under the cursor, and boxes fill the screen', () => {
  const view = zoomed({ scale: 2, x: 10, y: 20 }, 3, [100, 50]);
  expect(view.scale).toBe(6);
  expect(fromScreen(view, [100, 50])).toEqual([60, 45]);
  const boxed = viewOf({ from: [30, 10], to: [10, 20] }, { width: 100, height: 100 });
  expect(boxed.scale).toBe(5);
  expect(toScreen(boxed, [20, 15])).toEqual([50, 50]);
});

const PANELS = {
  pixelsFast: 40,
  pixelsSlow: 20,
  pixelMm: 1,
  distanceMm: 100,
  panels: [
    { name: 'left', pixelsFast: 10, pixelsSlow: 20, cornerMm: [0, 0, 0] },
    { name: 'right', pixelsFast: 20, pixelsSlow: 10, cornerMm: [35, 5, 3], fast: [0, 1, 0], slow: [-1, 0, 0] },
  ],
} as const;

test('panels are assembled by their geometry, with gaps between them', () => {
  const detector = resolveDetector(PANELS).value;
  const { places, width, height } = assemble(recordingPanels(detector), detector);
  expect([width, height]).toEqual([35, 25]);
  const right = places[1] ?? expect.fail();
  // Its fast axis points down and its slow one to the left.
  expect(toPicture(right, [4, 2]).map((x) => Number(x.toFixed(9)))).toEqual([33, 9]);
  const inverse = inverseOf(right) ?? expect.fail();
  expect(toPicture(inverse, toPicture(right, [4.5, 2.25])).map((x) => Number(x.toFixed(9)))).toEqual([4.5, 2.25]);
  const panels = places.map((place, i) => ({ place, pixelsFast: i === 0 ? 10 : 20, pixelsSlow: i === 0 ? 20 : 10 }));
  expect(pixelAt(panels, [32.5, 9.5])).toMatchObject({ panel: 1, fast: 4, slow: 2 });
  expect(pixelAt(panels, [15, 9.5])).toBeUndefined();
});

test('a copy with larger pixels lies in the same place', () => {
  const full = resolveDetector({
    pixelsFast: 42,
    pixelsSlow: 22,
    pixelMm: 1,
    distanceMm: 100,
    beamCentreMm: [10, 20],
  }).value;
  const copy = resolveDetector({
    pixelsFast: 11,
    pixelsSlow: 6,
    pixelMm: 4,
    distanceMm: 100,
    beamCentreMm: [10, 20],
  }).value;
  const { places, width } = assembleOver(recordingPanels(copy), recordingPanels(full), full);
  expect(width).toBe(42);
  const [place = expect.fail()] = places;
  const at = toPicture(place, [1.5, 2]);
  const lab = (detector: typeof full, [f, s]: readonly [number, number]) =>
    vector.add(
      detector.origin,
      vector.add(
        vector.scale(detector.fast, f * detector.pixelSize),
        vector.scale(detector.slow, s * detector.pixelSize),
      ),
    );
  const difference = vector.subtract(lab(full, at), lab(copy, [1.5, 2]));
  expect(vector.length(difference)).toBeLessThan(1e-12);
});

test('the read-out has value, resolution and angle, computed by hand', () => {
  const image = smallImage();
  const { beamCentre, pixelSize } = image.metadata.detector;
  const read = readOut(image, [7.2, 4.9]) ?? expect.fail();
  const [dx, dy] = [7.5 * pixelSize - beamCentre.fast, 4.5 * pixelSize - beamCentre.slow];
  const twoTheta = Math.atan(Math.hypot(dx, dy) / 0.1);
  expect(read).toMatchObject({ fast: 7, slow: 4, value: 39, masked: false, overload: false });
  expect(read.dA).toBeCloseTo(1 / (2 * Math.sin(twoTheta / 2)), 9);
  expect(read.twoThetaDeg).toBeCloseTo(units.toDegrees(twoTheta), 9);
  expect(readOut(image, [1.5, 1.5])).toMatchObject({ masked: true });
  expect(readOut(image, [7.5, 5.5])).toMatchObject({ overload: true });
  expect(readOut(image, [8.5, 5.5])).toBeUndefined();
  expect(readOut({ ...image, unknown: ['wavelength'] }, [1, 1])).not.toHaveProperty('dA');
});
