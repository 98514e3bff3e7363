import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from './chromium.fixture';
import { openedPage } from './opened-page.fixture';
import { seriousProblems } from './page.fixture';
import { experimentFile, MASKED_ROWS, maskFile, measuredFile, START, TRUTH } from './refine.fixture';
import { DEFAULTS } from './src/state/settings';
import { linkOf } from './src/state/share-link';

const SCREENSHOTS = join(import.meta.dirname, '../../out/browser');
const chromium = await findChromium();

/** The start with a mask of its own. */
const MASKED: typeof START = { ...START, refine: { ...START.refine, mask: 'mask.npy' } };

const experimentOf = (page: Page) => page.evaluate(() => globalThis.braggsim?.settings.get().experiment);
const refinementOf = (page: Page) => page.evaluate(() => globalThis.braggsim?.session.get().refining);

describe.skipIf('problem' in chromium)('refining a model in a browser', () => {
  const opened = openedPage(chromium, linkOf({ ...DEFAULTS, mode: 'refine' }));
  beforeAll(() => {
    mkdirSync(SCREENSHOTS, { recursive: true });
  });

  test('an image and an experiment of files stay in the mode, and numbers are offered with their bounds', async () => {
    const { page, messages } = opened.open;
    await page.setInputFiles('input[type=file]', [await measuredFile()]);
    await page.waitForSelector('#stage[data-image="measured.cbf"][aria-busy=false]');
    // The mask that the experiment names is dropped by itself, and is no image to be shown.
    await page.setInputFiles('input[type=file]', [experimentFile(MASKED)]);
    await page.waitForFunction(() => globalThis.braggsim?.settings.get().experiment.refine?.boxPx === 4);
    await page.setInputFiles('input[type=file]', [await maskFile()]);
    await page.waitForFunction(() => globalThis.braggsim?.session.get().inputs.has('mask.npy'));
    expect(await page.locator('#stage').getAttribute('data-image')).toBe('measured.cbf');
    await page.getByLabel('turn.x, lower bound').waitFor();
    expect(await page.getByLabel('turn.x, lower bound').getAttribute('placeholder')).toBe('-5');
    await page.getByLabel('turn.x', { exact: true }).uncheck();
    expect((await experimentOf(page))?.refine?.free).toEqual(['turn.y', 'turn.z', 'scale']);
    await page.getByLabel('turn.x', { exact: true }).check();
    await page.getByLabel('turn.x, lower bound').fill('-2');
    await page.getByLabel('turn.x, lower bound').press('Enter');
    expect((await experimentOf(page))?.refine).toEqual({ ...MASKED.refine, bounds: ['turn.x=-2:'] });
    expect(messages).toEqual([]);
  });

  test('refines to the truth, shows how, and the values are taken or not', async () => {
    const { page, messages } = opened.open;
    await page.getByRole('button', { name: 'Refine', exact: true }).last().click();
    await page.waitForSelector('#refinement', { timeout: 120_000 });
    expect(await page.locator('[role=alert]').textContent()).toBe('');
    expect(await page.locator('#refinement').textContent()).toContain('converged');
    const { refinement, evaluations } = (await refinementOf(page)) ?? expect.fail('no refinement');
    expect(refinement?.sigmaZ).toBeGreaterThan(0.9);
    expect(refinement?.sigmaZ).toBeLessThan(1.1);
    expect(evaluations.length).toBeGreaterThan(3);
    const boxes = refinement?.boxes ?? [];
    expect(boxes.length).toBeGreaterThan(10);
    expect(boxes.filter(({ slow }) => slow[1] <= MASKED_ROWS)).toEqual([]);
    const [first, last] = [evaluations[0], evaluations.at(-1)];
    const misfit = ({ deviance = 0, pixels = 1 } = {}) => deviance / pixels;
    expect(misfit(last)).toBeLessThan(misfit(first));
    const names = refinement?.numbers.map(({ name }) => name) ?? [];
    expect(names).toEqual(['turn.x', 'turn.y', 'turn.z', 'scale']);
    const { matrix = [] } = refinement?.correlations ?? {};
    for (const [i, row] of matrix.entries()) {
      expect(row[i]).toBeCloseTo(1, 12);
      for (const [j, value] of row.entries()) expect(value).toBeCloseTo(matrix[j]?.[i] ?? 0, 9);
    }
    expect(await page.locator('polygon.box').count()).toBe(refinement?.boxes.length);
    // Names stand over the middle of their boxes, which stay where the picture is so large that their corners are off the screen.
    const offsets = await page.locator('g:has(> polygon.box)').evaluateAll((groups) =>
      groups.map((group) => {
        const [box, name] = [group.querySelector('polygon'), group.querySelector('text')].map((element) =>
          (element as SVGGraphicsElement).getBBox(),
        );
        return box && name ? Math.abs(box.x + box.width / 2 - (name.x + name.width / 2)) : Number.NaN;
      }),
    );
    expect(Math.max(...offsets)).toBeLessThan(1);
    const [{ fast, slow } = expect.fail('no box')] = boxes;
    const middle = { x: (fast[0] + fast[1]) / 2 - 1, y: (slow[0] + slow[1]) / 2 - 1 };
    await page.evaluate((at) => globalThis.braggsim?.settings.set({ view: { scale: 120, ...at } }), middle);
    await expect.poll(() => page.locator('polygon.box').count()).toBeGreaterThan(0);
    await page.evaluate(() => globalThis.braggsim?.settings.set({ view: null }));
    expect(await page.locator('.residuals canvas').evaluate((canvas: HTMLCanvasElement) => canvas.width)).toBe(
      refinement?.picture.width,
    );
    const [table] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save table' }).click(),
    ]);
    expect(readFileSync(await table.path(), 'utf8')).toMatch(/^shot,name,.*\n1,turn\.x,/);
    const truth = TRUTH.crystal?.misset as readonly number[];
    expect((await experimentOf(page))?.crystal?.misset).toEqual(START.crystal?.misset);
    await page.getByRole('button', { name: 'Accept' }).click();
    expect((await experimentOf(page))?.crystal?.misset).toEqual(truth.map((angle) => expect.closeTo(angle, 2)));
    await page.screenshot({ path: join(SCREENSHOTS, 'refine.png') });
    expect(await seriousProblems(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    expect(await seriousProblems(page)).toEqual([]);
    await page.screenshot({ path: join(SCREENSHOTS, 'refine-narrow.png'), fullPage: true });
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.getByRole('button', { name: 'Go back' }).click();
    expect((await experimentOf(page))?.crystal?.misset).toEqual(START.crystal?.misset);
    expect(messages).toEqual([]);
  });

  test('a refinement can be cancelled; an image of another size is refused with what to do', async () => {
    const { page, messages } = opened.open;
    const button = page.getByRole('button', { name: 'Refine', exact: true }).last();
    // So many subpixels that it still runs when it is cancelled.
    await page.setInputFiles('input[type=file]', [experimentFile({ ...START, sampling: { oversample: 12 } })]);
    await page.waitForFunction(() => globalThis.braggsim?.settings.get().experiment.sampling?.oversample === 12);
    await button.click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(await refinementOf(page)).toMatchObject({ isRunning: false, evaluations: [] });
    await page.setInputFiles('input[type=file]', [
      experimentFile({ ...START, detector: { ...START.detector, pixelsFast: 100 } }),
    ]);
    await page.waitForFunction(() => globalThis.braggsim?.settings.get().experiment.detector?.pixelsFast === 100);
    await button.click();
    await page.waitForFunction(() => document.querySelector('[role=alert]')?.textContent !== '');
    expect(await page.locator('[role=alert]').textContent()).toContain(
      'measured.cbf has 120 x 120 pixels (fast x slow), and the detector of the starting model 100 x 120',
    );
    expect(messages).toEqual([]);
  });
});
