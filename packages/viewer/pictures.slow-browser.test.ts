import type { Image, ImageMetadata } from '@braggsim/core/derived';
import { codecs } from '@braggsim/detector-io';
import { type DetectorSection, resolveDetector } from '@braggsim/geometry';
import ndarray from 'ndarray';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { findChromium } from './chromium.fixture';
import {
  type Colour,
  crossed,
  EMPTY,
  expectPicture,
  isNear,
  type Known,
  MASKED,
  OVERLOAD,
  type Place,
  placeAt,
  seen,
} from './expected-picture.fixture';
import { openedPage } from './opened-page.fixture';
import { settled } from './page.fixture';
import { DEFAULTS, type Settings } from './src/state/settings';
import { linkOf } from './src/state/share-link';

const chromium = await findChromium();

const VIEW = { scale: 5, x: -2, y: -3 };
/** Values are levels of the colour scale, and nothing is drawn over the picture. */
const PLAIN: Partial<Settings> = {
  scale: 'linear',
  range: { low: 0, high: 255 },
  colours: 'grey',
  rings: false,
  standard: 'none',
  scaleBar: false,
  view: VIEW,
};

const set = (page: Page, settings: Partial<Settings>) =>
  page.evaluate((changes) => globalThis.braggsim?.settings.set(changes), settings);

const metadataOf = (section: DetectorSection): ImageMetadata => ({
  detector: resolveDetector(section).value,
  beam: { wavelength: 1e-10, fluence: 1, flux: 0, exposure: 1, beamSize: null, polarizationFraction: null },
  scan: { start: 0, width: 0 },
});

/** Opens an image as a NeXus file. */
async function show(page: Page, name: string, image: Image, settings: Partial<Settings> = {}): Promise<void> {
  const codec = await codecs.get('nxmx')?.();
  const buffer = Buffer.concat(codec?.encode?.(image, { style: 'grey16', header: 'full', name }) ?? []);
  await page.setInputFiles('input[type=file]', [{ name, mimeType: 'application/x-hdf5', buffer }]);
  await page.waitForSelector(`#stage[data-image="${name}"]`);
  await settled(page);
  await set(page, { ...PLAIN, ...settings });
}

const SIZE = [64, 60] as const;
/** A detector that is swung out, so that rings are no circles. */
const SWUNG = metadataOf({
  convention: 'mosflm',
  pixelsFast: SIZE[0],
  pixelsSlow: SIZE[1],
  pixelMm: 1,
  distanceMm: 60,
  twoThetaDeg: 20,
});
const ramp = (fast: number, slow: number): number => (64 * slow + fast) % 256;
const whole = (levelOf: (fast: number, slow: number) => number): Uint16Array =>
  Uint16Array.from({ length: SIZE[0] * SIZE[1] }, (_, i) => levelOf(i % SIZE[0], Math.floor(i / SIZE[0])));
const imageOf = (levelOf: (fast: number, slow: number) => number): Image => ({
  panels: [ndarray(whole(levelOf), [SIZE[1], SIZE[0]])],
  metadata: SWUNG,
});
const ONE: Known = { panels: [{ corner: [0, 0], fast: [1, 0], slow: [0, 1], size: SIZE }], view: VIEW };

/** Returns the colour of the pixel below a point of the screen, of that of places without a panel. */
const pixelColour =
  (known: Known, colourOf: (pixel: Place) => Colour) =>
  (x: number, y: number): Colour => {
    const place = placeAt(known, x + 0.5, y + 0.5);
    return place ? colourOf({ panel: place.panel, fast: Math.floor(place.fast), slow: Math.floor(place.slow) }) : EMPTY;
  };

const grey = (level: number): Colour => [level, level, level];
const hex = (text: string): Colour[] =>
  text.split(' ').map((word) => [0, 2, 4].map((i) => Number.parseInt(word.slice(i, i + 2), 16)) as unknown as Colour);
/** Colours 7, 22, 37 and so on of the tables of 256 colours that matplotlib publishes. */
const PUBLISHED = {
  viridis: hex(
    '460b5e 482071 46337f 404588 39558c 32658e 2c738e 26828e 21908d 1f9e89 25ac82 38b977 54c568 75d054 9bd93c c2df23 eae51a',
  ),
  magma: hex(
    '03030f 110c2f 241253 3d0f71 56147d 6d1d81 842681 9c2e7f b5367a cd4071 e34e65 f2645c fa7f5e fd9b6b feb77e fed395 fceeb0',
  ),
} as const;
const [FIRST, EVERY] = [7, 15];
/** Difference of a channel from the published tables that nobody sees. */
const UNSEEN = 6;

/** Three panels: upright, turned by a quarter, and tilted about the slow axis, whose columns are seen narrower. */
const TILT = (40 * Math.PI) / 180;
const PANELS = [
  { name: 'upright', pixelsFast: 30, pixelsSlow: 24, cornerMm: [0, 0, 0] },
  { name: 'turned', pixelsFast: 24, pixelsSlow: 20, cornerMm: [60, 4, 0], fast: [0, 1, 0], slow: [-1, 0, 0] },
  { name: 'tilted', pixelsFast: 30, pixelsSlow: 20, cornerMm: [10, 34, 0], fast: [Math.cos(TILT), 0, Math.sin(TILT)] },
] as const;
const THREE: Known = {
  panels: [
    { corner: [0, 0], fast: [1, 0], slow: [0, 1], size: [30, 24] },
    { corner: [60, 4], fast: [0, 1], slow: [-1, 0], size: [24, 20] },
    { corner: [10, 34], fast: [Math.cos(TILT), 0], slow: [0, 1], size: [30, 20] },
  ],
  view: VIEW,
};
const SATURATION = 230;
const panelValue = ({ panel, fast, slow }: Place): number => (7 * fast + 13 * slow + 50 * panel) % 240;
const isMasked = ({ panel, fast, slow }: Place): boolean => panel === 1 && fast > 3 && fast < 9 && slow === 5;

describe.skipIf('problem' in chromium)('what is seen of the picture', () => {
  const opened = openedPage(chromium, linkOf({ ...DEFAULTS, mode: 'view' }));

  /** Compares rings with those of a formula: each is drawn in its colour where it should be, and nothing anywhere else. */
  async function expectRings(
    known: Known,
    metadata: ImageMetadata,
    plain: (x: number, y: number) => Colour,
    spacings: readonly number[],
    isColour: (colour: Colour) => boolean,
  ): Promise<void> {
    const { page } = opened.open;
    const picture = await seen(page);
    const labels = await page.locator('#stage text').evaluateAll((texts) => {
      const stage = document.querySelector('#stage')?.getBoundingClientRect();
      return texts.map((text) => {
        const { left, right, top, bottom } = text.getBoundingClientRect();
        return [left, right, top, bottom].map((edge, i) => edge - ((i < 2 ? stage?.left : stage?.top) ?? 0));
      });
    });
    const isLabel = (x: number, y: number) =>
      labels.some(
        ([left = 0, right = 0, top = 0, bottom = 0]) => x > left - 4 && x < right + 4 && y > top - 4 && y < bottom + 4,
      );
    const { marks, counts } = crossed(known, picture, metadata, spacings);
    expectPicture(picture, plain, (x, y) => isLabel(x, y) || isNear(marks, picture, x, y, 2));
    const missing: string[] = [];
    for (let y = 1; y < picture.height - 1; y++)
      for (let x = 1; x < picture.width - 1; x++) {
        if (marks[y * picture.width + x] === 0 || isLabel(x, y)) continue;
        const around = Array.from({ length: 9 }, (_, i) =>
          picture.colourAt(x - 1 + (i % 3), y - 1 + Math.floor(i / 3)),
        );
        if (!around.some(isColour)) missing.push(`${x} ${y}`);
      }
    expect(missing.slice(0, 5), `${missing.length} of ${marks.filter(Boolean).length} pixels`).toEqual([]);
    expect(Math.min(...counts), `${counts}`).toBeGreaterThan(50);
  }

  test('every pixel has the colour of its value; viridis and magma are those of their publication', async () => {
    const { page, messages } = opened.open;
    await page.setViewportSize({ width: 800, height: 480 });
    // Text is of any height, and the picture would begin between two pixels of the screen.
    await page.evaluate(() => {
      for (const [name, height] of [
        ['header', 46],
        ['.read-out', 27],
        ['.series', 40],
      ] as const)
        for (const element of document.querySelectorAll<HTMLElement>(name)) element.style.height = `${height}px`;
    });
    await show(page, 'ramp.nxs', imageOf(ramp));
    for (const colours of ['grey', 'grey inverted', 'viridis', 'magma', 'heat', 'blue-red'] as const) {
      await set(page, { colours });
      const picture = await seen(page);
      /** Colours of the levels, read where each is first seen. */
      const table = Array.from({ length: 256 }, (_, level): Colour => {
        const [x, y] = [(level % 64) - VIEW.x, Math.floor(level / 64) - VIEW.y];
        return picture.colourAt(Math.floor((x + 0.5) * VIEW.scale), Math.floor((y + 0.5) * VIEW.scale));
      });
      expectPicture(
        picture,
        pixelColour(ONE, ({ fast, slow }) => table[ramp(fast, slow)] as Colour),
      );
      if (colours === 'grey') expect(table).toEqual(table.map((_, level) => grey(level)));
      if (colours === 'grey inverted') expect(table).toEqual(table.map((_, level) => grey(255 - level)));
      if (colours === 'viridis' || colours === 'magma') {
        for (const [i, published] of PUBLISHED[colours].entries())
          for (const [channel, value] of published.entries())
            expect(
              Math.abs((table[FIRST + EVERY * i]?.[channel] ?? 0) - value),
              `${colours} ${FIRST + EVERY * i}`,
            ).toBeLessThan(UNSEEN);
      }
      const light = table.map(([red, green, blue]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue);
      const steps = light.slice(1).map((value, i) => Math.sign(value - (light[i] as number)) || 1);
      if (colours === 'heat') {
        expect([table[0], table[255]]).toEqual([grey(0), grey(255)]);
        expect(steps.every((step) => step > 0)).toBe(true);
        expect(table.every(([red, green, blue]) => red >= green && green >= blue)).toBe(true);
      }
      if (colours === 'blue-red') {
        // White in the middle, darker to both sides, blue below it and red above it.
        expect(Math.min(...(table[127] as Colour), ...(table[128] as Colour))).toBeGreaterThan(250);
        expect(steps.findIndex((step) => step < 0)).toBeGreaterThan(125);
        expect(steps.slice(129).every((step) => step < 0)).toBe(true);
        expect(table.slice(0, 120).every(([red, , blue]) => blue > red)).toBe(true);
        expect(table.slice(136).every(([red, , blue]) => red > blue)).toBe(true);
      }
    }
    expect(messages).toEqual([]);
  });

  test('rings of a detector that is swung out are where the spacing is theirs, and nowhere else', async () => {
    const { page, messages } = opened.open;
    await show(page, 'ramp.nxs', imageOf(ramp), { rings: true, ringSpacings: [4, 2.2, 1.6] });
    const plain = pixelColour(ONE, ({ fast, slow }) => grey(ramp(fast, slow)));
    await expectRings(ONE, SWUNG, plain, [4, 2.2, 1.6], ([red, green]) => red - green > 25);
    await set(page, { rings: false, standard: 'LaB6' });
    // The edge of its cubic cell is 4.15689 Å (NIST SRM 660).
    const lines = [1, 2, 3, 4, 5, 6].map((sum) => 4.15689 / Math.sqrt(sum));
    await page.waitForSelector('path.ring.standard');
    await page.evaluate(
      (least) => {
        // Finer lines lie too close to each other to be told apart.
        for (const ring of document.querySelectorAll<SVGElement>('path.ring'))
          if (Number(ring.dataset.d) < least) ring.style.display = 'none';
      },
      (lines.at(-1) ?? 0) - 0.01,
    );
    await expectRings(ONE, SWUNG, plain, lines, ([red, green]) => green - red > 25);
    expect(messages).toEqual([]);
  });

  test('panels are seen where their geometry puts them, with gaps, masked pixels, overloads and rings across them', async () => {
    const { page, messages } = opened.open;
    const metadata = {
      ...metadataOf({
        convention: 'mosflm',
        pixelsFast: 60,
        pixelsSlow: 54,
        pixelMm: 1,
        distanceMm: 50,
        panels: PANELS,
      }),
      saturation: SATURATION,
    };
    const sizes = THREE.panels.map(({ size }) => size);
    const placesOf = (panel: number): Place[] => {
      const [fast = 0, slow = 0] = sizes[panel] ?? [];
      return Array.from({ length: fast * slow }, (_, i) => ({ panel, fast: i % fast, slow: Math.floor(i / fast) }));
    };
    const image: Image = {
      panels: sizes.map(([fast, slow], p) => ndarray(Uint16Array.from(placesOf(p), panelValue), [slow, fast])),
      masks: sizes.map((_, p) => Uint32Array.from(placesOf(p), (place) => (isMasked(place) ? 2 : 0))),
      metadata,
    };
    await show(page, 'panels.nxs', image);
    const plain = pixelColour(THREE, (pixel) =>
      isMasked(pixel) ? MASKED : panelValue(pixel) > SATURATION ? OVERLOAD : grey(panelValue(pixel)),
    );
    expectPicture(await seen(page), plain);
    await set(page, { rings: true, ringSpacings: [3, 1.7] });
    await page.waitForSelector('path.ring');
    await expectRings(THREE, metadata, plain, [3, 1.7], ([red, green]) => red - green > 25);
    expect(messages).toEqual([]);
  });

  test('two images are seen in red and blue, and as their difference', async () => {
    const { page, messages } = opened.open;
    const other = (fast: number, slow: number): number => (64 * slow + fast + 9 * (fast % 5)) % 256;
    await show(page, 'first.nxs', imageOf(ramp));
    await set(page, { mode: 'compare', compared: 'opened image', reference: 'kept image' });
    await page.getByRole('button', { name: 'Keep image as reference' }).click();
    await show(page, 'second.nxs', imageOf(other), { comparison: 'red and blue' });
    // The reference takes red away, the image blue, and both green.
    expectPicture(
      await seen(page),
      pixelColour(ONE, ({ fast, slow }) => {
        const [reference, own] = [255 - ramp(fast, slow), 255 - other(fast, slow)];
        return [reference, Math.min(reference, own), own];
      }),
    );
    await set(page, { comparison: 'difference', range: { low: -255, high: 256 } });
    await page.waitForSelector('#stage[data-image="image − reference"]');
    expectPicture(
      await seen(page),
      pixelColour(ONE, ({ fast, slow }) =>
        grey(Math.floor((256 * (other(fast, slow) - ramp(fast, slow) + 255)) / 511)),
      ),
    );
    expect(messages).toEqual([]);
  });
});
