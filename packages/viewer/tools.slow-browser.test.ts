import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readNpy } from '@braggsim/detector-io';
import { compatibilityOf } from '@braggsim/experiment';
import { refinedList } from '@braggsim/refine';
import { derive } from '@braggsim/simulate';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from './chromium.fixture';
import { openedPage } from './opened-page.fixture';
import { seriousProblems, settled, shownOnPage } from './page.fixture';
import { measuredFile, TRUTH } from './refine.fixture';
import { DEFAULTS, type Settings } from './src/state/settings';
import { linkOf } from './src/state/share-link';
import { damagedFiles, everyFormat, type NamedBuffer, PIXELS, series } from './view.fixture';

const SCREENSHOTS = join(import.meta.dirname, '../../out/browser');
const chromium = await findChromium();

/** The crystal of the measured image as DIALS writes it. */
function experimentList(): NamedBuffer {
  const { derived } = derive(TRUTH, {}, compatibilityOf(TRUTH));
  const text = refinedList(derived, derived, ['measured.cbf']);
  return { name: 'indexed.expt', mimeType: 'application/json', buffer: Buffer.from(text) };
}

const set = (page: Page, settings: Partial<Settings>) =>
  page.evaluate((changes) => globalThis.braggsim?.settings.set(changes), settings);

/** Clicks on something and returns the file that the browser saves. */
async function saved(page: Page, button: string): Promise<Buffer> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button, exact: true }).click(),
  ]);
  return readFileSync(await file.path());
}

describe.skipIf('problem' in chromium)('the tools of the viewer', () => {
  const opened = openedPage(chromium, linkOf({ ...DEFAULTS, mode: 'view' }));
  beforeAll(() => {
    mkdirSync(SCREENSHOTS, { recursive: true });
  });

  test('an experiment list beside an image predicts its spots, and gives pixels their indices', async () => {
    const { page, messages } = opened.open;
    await page.setInputFiles('input[type=file]', [experimentList(), await measuredFile()]);
    await page.waitForFunction(() => (globalThis.braggsim?.session.get().lattices?.spots.length ?? 0) > 0);
    const { pixels, width } = await shownOnPage(page);
    const spots = (await page.evaluate(() => globalThis.braggsim?.session.get().lattices?.spots)) ?? [];
    const values = spots.map(({ at: [fast, slow] }) => pixels[Math.floor(slow) * width + Math.floor(fast)] as number);
    const mean = (list: readonly number[]) => list.reduce((sum, x) => sum + x, 0) / list.length;
    expect(mean(values)).toBeGreaterThan(3 * mean(pixels));
    await page.waitForSelector(`path.prediction[data-count="${spots.length}"]`);
    expect(await page.locator('text.spot-name').count()).toBe(spots.length);
    await page.locator('#stage').focus();
    await page.keyboard.press('Alt+ArrowRight');
    expect(await page.getByLabel('Pixel under the cursor').textContent()).toMatch(
      /hkl -?\d+\.\d\d -?\d+\.\d\d -?\d+\.\d\d, near -?\d+ -?\d+ -?\d+ by \d+\.\d px/,
    );
    await page.keyboard.press('x');
    // A horizontal line has no height, for which it counts as hidden.
    await page.waitForSelector('path.axis', { state: 'attached' });
    await page.getByLabel('shoeboxes').check();
    await page.waitForSelector('polygon.box');
    await page.screenshot({ path: join(SCREENSHOTS, 'predictions.png') });
    await page.locator('#stage').focus();
    await page.keyboard.press('p');
    await page.waitForSelector('path.prediction', { state: 'detached' });
    expect(messages).toEqual([]);
  });

  test('a region is masked, shown as a surface, and saved', async () => {
    const { page, messages } = opened.open;
    await set(page, {
      tool: 'box',
      points: [
        [10, 20],
        [40, 50],
      ],
    });
    await page.getByText('Surface', { exact: true }).click();
    const drawn = await page.locator('.surface canvas').evaluate((canvas: HTMLCanvasElement) => {
      const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(0, 0, 480, 480);
      return data.filter((_, i) => i % 4 === 3).some((alpha) => alpha > 0);
    });
    expect(drawn).toBe(true);
    await page.getByText('Mask', { exact: true }).click();
    await page.getByRole('button', { name: 'Mask region', exact: true }).click();
    expect(await page.getByText('pixels are masked').textContent()).toContain('900 of 14400');
    const file = await saved(page, 'Save mask');
    const { pixels: kept, shape } = readNpy(new Uint8Array(file));
    expect(shape).toEqual([120, 120]);
    const expected = Array.from({ length: 14400 }, (_, i) => {
      const [fast, slow] = [i % 120, Math.floor(i / 120)];
      return fast >= 10 && fast < 40 && slow >= 20 && slow < 50 ? 0 : 1;
    });
    expect([...kept].map(Number)).toEqual(expected);
    expect(await seriousProblems(page)).toEqual([]);
    const clear = page.getByRole('button', { name: 'Clear', exact: true });
    await clear.click();
    expect(await page.getByText('pixels are masked').textContent()).toContain('0 of 14400');
    const name = 'mask.npy';
    await page.getByLabel('Mask files').setInputFiles([{ name, mimeType: 'application/octet-stream', buffer: file }]);
    await page.getByText('900 of 14400 pixels are masked').waitFor();
    await clear.click();
    const geometry = [
      ...['clen = 0.06', 'photon_energy = 12398.42', 'res = 10000', 'max_adu = 60000'],
      ...['mask = /mask', 'mask_file = masks/mask.npy', 'mask_good = 1'],
      ...['p/min_fs = 0', 'p/max_fs = 119', 'p/min_ss = 0', 'p/max_ss = 119', 'p/corner_x = -60', 'p/corner_y = -60'],
    ].join('\n');
    await page.getByLabel('Mask files').setInputFiles([
      { name, mimeType: 'application/octet-stream', buffer: file },
      { name: 'module.geom', mimeType: 'text/plain', buffer: Buffer.from(geometry) },
    ]);
    await page.getByText('900 of 14400 pixels are masked').waitFor();
    expect(await page.locator('[role=alert]').textContent()).toContain(
      "'module.geom': the limits of values (trusted up to 60000) are not applied",
    );
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await clear.click();
    expect(messages).toEqual([]);
  });

  test('the picture is saved as SVG, and a handle of the histogram moves the range', async () => {
    const { page, messages } = opened.open;
    await page.getByText('Save and share').click();
    const drawing = (await saved(page, 'Save picture (SVG)')).toString();
    expect(drawing).toMatch(/^<svg[^>]*><image [^>]*href="data:image\/png;base64,/);
    expect(drawing).toContain('resolution');
    const handle = page.getByLabel('highest value, handle');
    await handle.focus();
    const before = await page.evaluate(() => globalThis.braggsim?.settings.get().range);
    await page.keyboard.press('ArrowLeft');
    const after = await page.evaluate(() => globalThis.braggsim?.settings.get().range);
    expect([before, typeof after?.high]).toEqual([null, 'number']);
    await page.keyboard.press('ArrowLeft');
    const next = await page.evaluate(() => globalThis.braggsim?.settings.get().range);
    expect(next?.high).toBeLessThan(after?.high ?? 0);
    expect(messages).toEqual([]);
  });

  test('images of a series are added up', async () => {
    const { page, messages } = opened.open;
    await page.setInputFiles('input[type=file]', await series());
    await page.waitForSelector('#stage[data-image="image_1.cbf"][aria-busy=false]');
    await page.getByLabel('Images shown as one', { exact: true }).selectOption('sum');
    await page.waitForSelector('#stage[data-image="image_1.cbf, sum of 3 images"]');
    expect((await shownOnPage(page)).pixels).toEqual([...PIXELS].map((x) => 3 * x + 5));
    await page.getByLabel('Images shown as one', { exact: true }).selectOption('one image');
    expect(messages).toEqual([]);
  });

  test('a valid NeXus file is read after a damaged one', async () => {
    const { page } = opened.open;
    const damaged = (await damagedFiles()).find(({ name }) => name === 'short.nxs') ?? expect.fail();
    const valid = (await everyFormat()).find(({ file }) => file.name === 'image.nxs')?.file ?? expect.fail();
    await page.setInputFiles('input[type=file]', [damaged, valid]);
    await page.waitForSelector('#stage[data-image="image.nxs"][aria-busy=false]');
    expect((await shownOnPage(page)).pixels).toEqual([...PIXELS]);
    expect(await page.locator('[role=alert]').textContent()).toContain('short.nxs');
  });

  test('a geometry file gives the detector, and crystals are added and removed', async () => {
    const { page, messages } = opened.open;
    await set(page, { mode: 'simulate' });
    await settled(page);
    const geometry = [
      'clen = 0.15',
      'photon_energy = 12398.42',
      'res = 5000',
      ...['p/min_fs = 0', 'p/max_fs = 99', 'p/min_ss = 0', 'p/max_ss = 79', 'p/corner_x = -50', 'p/corner_y = -40'],
    ].join('\n');
    await page.setInputFiles('input[type=file]', [
      { name: 'small.geom', mimeType: 'text/plain', buffer: Buffer.from(geometry) },
    ]);
    await page.waitForFunction(() => globalThis.braggsim?.session.get().simulated?.width === 100);
    await settled(page);
    // The key opens the panel that has been folded.
    await page.keyboard.press('/');
    await page.locator('input[aria-label="Search the parameters"]:focus').fill('crystals');
    const experiment = () => page.evaluate(() => globalThis.braggsim?.settings.get().experiment);
    const start = (await experiment())?.crystal?.misset;
    await page.getByLabel('Add to crystals').click();
    expect((await experiment())?.crystals).toHaveLength(2);
    const misset = page.locator('fieldset', { hasText: 'crystals' }).getByLabel('misset (deg)', { exact: true });
    await misset.fill('40 50 60');
    await misset.press('Enter');
    expect((await experiment())?.crystals?.map((crystal) => crystal.misset)).toEqual([start, [40, 50, 60]]);
    await settled(page);
    expect(await page.locator('[role=alert]').allTextContents()).toEqual(['']);
    await page.getByLabel('Remove from crystals').click();
    expect((await experiment())?.crystal?.misset).toEqual(start);
    expect((await experiment())?.crystals).toBeUndefined();
    expect(messages).toEqual([]);
  });
});
