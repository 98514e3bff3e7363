import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkDemand, mustHaveGpu } from '../kernel-gpu/src/testing/missing-gpu';
import { findChromium } from './chromium.fixture';
import {
  adapterProblem,
  drawnGreys,
  launch,
  likeness,
  type OpenPage,
  openPage,
  referencePixels,
  servePage,
  settled,
  shownShot,
} from './page.fixture';
import { START } from './src/experiment';
import type { Shot } from './src/messages';
import { grey, greyScale } from './src/picture';

const SCREENSHOTS = join(import.meta.dirname, '../../out/browser');
/** Largest error of the kernels, relative to the brightest of the compared pixels, which exclude the direct beam. */
const OF_MAXIMUM = 2e-6;
/** Radius around the direct beam, pixels, in which pixels are not compared: it is brighter than all spots. */
const DIRECT_BEAM_PX = 6;
/** Number of pixels that are compared. */
const COMPARED_PIXELS = 1000;

/** Writes the reason why tests are skipped to the standard output; reporters hide the console where no test fails. */
const report = (reason: string): boolean => process.stdout.write(`${reason}\n`);

const chromium = await findChromium();
if ('problem' in chromium) report(`browser lane skipped: ${chromium.problem}`);
const options = 'launch' in chromium ? chromium.launch : {};

/** Selects the brightest pixels of a shot and some of the others, without those of the direct beam. */
function pixelsToCompare({ photons, metadata: { detector } }: Shot): number[] {
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

async function expectReference(shot: Shot): Promise<void> {
  const pixels = pixelsToCompare(shot);
  const expected = await referencePixels(shot.experiment, pixels);
  const largest = Math.max(...expected);
  const errors = pixels.map((pixel, i) => Math.abs((shot.photons[pixel] as number) - (expected[i] as number)));
  expect(Math.max(...errors) / largest).toBeLessThan(OF_MAXIMUM);
}

describe.skipIf('problem' in chromium)('the page in a browser', () => {
  let site: Awaited<ReturnType<typeof servePage>>;
  let browser: Browser;
  let open: OpenPage;

  beforeAll(async () => {
    site = await servePage();
    browser = await launch(options);
    open = await openPage(browser, site.url);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  test('shows the image of the reference kernel', async () => {
    const { page, messages } = open;
    const shot = await shownShot(page);
    expect(shot.experiment).toEqual(START);
    await expectReference(shot);
    const scale = greyScale(shot.photons);
    expect(await drawnGreys(page)).toEqual(Array.from(shot.photons, (x) => grey(x, scale)));
    expect(messages).toEqual([]);
  });

  test('a screenshot resembles that image', async () => {
    const { page } = open;
    mkdirSync(SCREENSHOTS, { recursive: true });
    await page.screenshot({ path: join(SCREENSHOTS, 'page.png') });
    const bare = await page.locator('#image').screenshot({ style: '#rings { display: none }' });
    expect(await likeness(page, bare)).toBeGreaterThan(0.95);
  });

  test('rotates the crystal by a slider and by keys', async () => {
    const { page, messages } = open;
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
    const { page, messages } = open;
    const problem = await adapterProblem(page);
    // A browser of one's own need not have the adapter of software, which that of the npm package brings.
    checkDemand(problem, !process.env.CHROME_PATH && mustHaveGpu());
    if (problem) {
      report(`WebGPU test of the browser lane skipped: ${problem}`);
      context.skip(problem);
    }
    await page.getByLabel('oversample').fill('1');
    await page.getByLabel('kernel').selectOption('gpu');
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
      const { page } = await openPage(without, site.url);
      const shot = await shownShot(page);
      expect(shot).toMatchObject({ kernel: 'cpu', reason: 'the system has no GPU adapter' });
      expect(await page.locator('#facts').textContent()).toContain(shot.reason);
      await page.getByLabel('kernel').selectOption('gpu');
      await settled(page);
      expect(await page.getByRole('alert').textContent()).toContain('there is no GPU to compute on');
      await page.getByLabel('kernel').selectOption('cpu');
      await settled(page);
      expect(await page.locator('#problem').textContent()).toBe('');
    } finally {
      await without.close();
    }
  });
});
