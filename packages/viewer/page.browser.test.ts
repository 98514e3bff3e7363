import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { checkDemand, mustHaveGpu } from '../kernel-gpu/src/testing/missing-gpu';
import { findChromium } from './chromium.fixture';
import { openedPage } from './opened-page.fixture';
import { adapterProblem, drawnGreys, launch, openPage, referencePixels, settled, shownShot } from './page.fixture';
import { COLOURS, colourTable } from './src/image/colour-maps';
import { percentileRange, sampledPixels, scaleOf } from './src/image/contrast';
import { fitted, fromScreen } from './src/image/view';
import { START } from './src/simulate/presets';

const SCREENSHOTS = join(import.meta.dirname, '../../out/browser');
/** Largest error of the kernels, relative to the brightest of the compared pixels, which exclude the direct beam. */
const OF_MAXIMUM = 2e-6;
/** Radius around the direct beam, pixels, in which pixels are not compared: it is brighter than all spots. */
const DIRECT_BEAM_PX = 6;
/** Number of pixels that are compared. */
const COMPARED_PIXELS = 300;

/** Writes the reason why tests are skipped to the standard output; reporters hide the console where no test fails. */
const report = (reason: string): boolean => process.stdout.write(`${reason}\n`);

const chromium = await findChromium();
if ('problem' in chromium) report(`browser lane skipped: ${chromium.problem}`);
const options = 'launch' in chromium ? chromium.launch : {};

type SeenShot = Awaited<ReturnType<typeof shownShot>>;

/** Selects the brightest pixels of a shot and some of the others, without those of the direct beam. */
function pixelsToCompare({ photons, metadata: { detector } }: SeenShot): number[] {
  const { beamCentre, pixelSize, pixelsFast } = detector;
  const distance = (pixel: number) =>
    Math.hypot(
      (pixel % pixelsFast) - beamCentre.fast / pixelSize,
      Math.floor(pixel / pixelsFast) - beamCentre.slow / pixelSize,
    );
  const all = [...photons.keys()].filter((pixel) => distance(pixel) > DIRECT_BEAM_PX);
  const brightest = all
    .toSorted((a, b) => (photons[b] as number) - (photons[a] as number))
    .slice(0, COMPARED_PIXELS / 2);
  const every = Math.ceil((2 * all.length) / COMPARED_PIXELS);
  return [...new Set([...brightest, ...all.filter((_, i) => i % every === 0)])];
}

async function expectReference(shot: SeenShot): Promise<void> {
  const pixels = pixelsToCompare(shot);
  const expected = await referencePixels(shot.experiment, pixels);
  const largest = Math.max(...expected);
  const errors = pixels.map((pixel, i) => Math.abs((shot.photons[pixel] as number) - (expected[i] as number)));
  expect(Math.max(...errors) / largest).toBeLessThan(OF_MAXIMUM);
}

const stageSize = (page: Page) =>
  page.locator('#stage').evaluate(({ clientWidth: width, clientHeight: height }) => ({ width, height }));

/** The greys of a simulation on a screen, by the definition of the scale and of the view, pixel by pixel. */
function expectedGreys(
  { photons, metadata }: SeenShot,
  screen: { readonly width: number; readonly height: number },
): number[] {
  const { pixelsFast, pixelsSlow } = metadata.detector;
  const samples = sampledPixels({ panels: [{ pixels: photons }] } as unknown as Parameters<typeof sampledPixels>[0]);
  const place = scaleOf('log', percentileRange(samples, 0.5, 99.9));
  const table = new Uint8Array(colourTable('grey inverted').buffer);
  const view = fitted({ width: pixelsFast, height: pixelsSlow }, screen);
  return Array.from({ length: screen.width * screen.height }, (_, i) => {
    const at = [(i % screen.width) + 0.5, Math.floor(i / screen.width) + 0.5] as const;
    const [fast, slow] = fromScreen(view, at).map(Math.floor) as [number, number];
    if (fast < 0 || slow < 0 || fast >= pixelsFast || slow >= pixelsSlow) return 30;
    const level = Math.floor(place(photons[slow * pixelsFast + fast] as number) * COLOURS);
    return table[4 * Math.min(Math.max(level, 0), COLOURS - 1)] as number;
  });
}

describe.skipIf('problem' in chromium)('the page in a browser', () => {
  const opened = openedPage(chromium);

  test('shows the image of the reference kernel', async () => {
    const { page, messages } = opened.open;
    const shot = await shownShot(page);
    expect(shot.experiment).toEqual(START);
    // Without a GPU, or on an adapter of software, `auto` takes the CPU kernel and says why.
    expect(shot).toMatchObject({ kernel: 'cpu', reason: expect.stringMatching(/GPU|WebGPU|computes on the CPU/) });
    await expectReference(shot);
    expect(await drawnGreys(page)).toEqual(expectedGreys(shot, await stageSize(page)));
    expect(messages).toEqual([]);
  });

  test('a screenshot shows rings and labels over the image', async () => {
    const { page } = opened.open;
    mkdirSync(SCREENSHOTS, { recursive: true });
    await page.screenshot({ path: join(SCREENSHOTS, 'page.png') });
    expect(await page.locator('path.ring').count()).toBeGreaterThan(3);
    expect(await page.locator('text.label').allTextContents()).toContain('2.50 Å');
  });

  test('rotates the crystal by a slider and by keys', async () => {
    const { page, messages } = opened.open;
    const before = await shownShot(page);
    await page.getByLabel('misset y').focus();
    for (const _ of [1, 2, 3]) await page.keyboard.press('ArrowRight');
    await settled(page);
    const after = await shownShot(page);
    expect(after.experiment.crystal?.misset).toEqual([3, 6.3, 8]);
    expect(await page.locator('output[for="crystal.misset.y"]').textContent()).toBe('6.3 deg');
    expect(after.photons).not.toEqual(before.photons);
    await expectReference(after);
    expect(messages).toEqual([]);
  });

  test('computes the same image on the GPU by WebGPU', async (context) => {
    const { page, messages } = opened.open;
    const problem = await adapterProblem(page);
    // A browser of one's own need not have the adapter of software, which that of the npm package brings.
    checkDemand(problem, !process.env.CHROME_PATH && mustHaveGpu());
    if (problem) {
      report(`WebGPU test of the browser lane skipped: ${problem}`);
      context.skip(problem);
    }
    await page.getByRole('slider', { name: 'oversample' }).fill('1');
    await page.getByLabel('kernel', { exact: true }).selectOption('gpu');
    await settled(page);
    const shot = await shownShot(page);
    expect(shot).toMatchObject({ kernel: 'gpu', precision: 'single' });
    expect(await page.locator('#facts').textContent()).toContain(shot.adapter);
    await expectReference(shot);
    expect(messages).toEqual([]);
  });

  test('uses the cpu kernel without a GPU, and shows the reason', async () => {
    const without = await launch({ ...options, args: ['--no-sandbox'] });
    try {
      const { page } = await openPage(without, opened.site.url);
      const shot = await shownShot(page);
      expect(shot).toMatchObject({ kernel: 'cpu', reason: 'the system has no GPU adapter' });
      expect(await page.locator('#facts').textContent()).toContain(shot.reason);
      await page.getByLabel('kernel', { exact: true }).selectOption('gpu');
      await settled(page);
      expect(await page.locator('[role=alert]').textContent()).toContain('there is no GPU to compute on');
      await page.getByLabel('kernel', { exact: true }).selectOption('cpu');
      await settled(page);
      expect(await page.locator('[role=alert]').textContent()).toBe('');
    } finally {
      await without.close();
    }
  });
});
