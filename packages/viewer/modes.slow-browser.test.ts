import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { findChromium } from './chromium.fixture';
import { press, tabTo } from './keyboard.fixture';
import { openedPage } from './opened-page.fixture';
import { type OpenPage, openPage, seriousProblems, settled, shownShot } from './page.fixture';
import { experimentFile, measuredFile, START, TRUTH } from './refine.fixture';
import { DEFAULTS, type Settings } from './src/state/settings';
import { linkOf } from './src/state/share-link';
import { type NamedBuffer, series } from './view.fixture';

const SCREENSHOTS = join(import.meta.dirname, '../../out/browser');
const NARROW = { width: 360, height: 740 };
const chromium = await findChromium();

/** An experiment with a picture of the size of the opened images, which is computed in a moment. */
const SMALL: Settings['experiment'] = {
  beam: { wavelengthA: 1.2, fluencePerM2: 1e28 },
  detector: { convention: 'mosflm', pixelsFast: 90, pixelsSlow: 90, pixelMm: 0.5, distanceMm: 60 },
  crystal: { cell: [40, 50, 60, 90, 90, 90], misset: [10, 20, 30], cells: [4, 4, 4], shape: 'gauss' },
  structureFactors: { default: 100 },
  sampling: { oversample: 1 },
};

const experimentOf = (page: Page) => page.evaluate(() => globalThis.braggsim?.settings.get().experiment);
const settingOf = <K extends keyof Settings>(page: Page, name: K) =>
  page.evaluate((key) => globalThis.braggsim?.settings.get()[key], name);

/** Waits until the experiment of the settings has been simulated. */
const simulated = (page: Page) =>
  page.waitForFunction(() => {
    const { settings, session } = globalThis.braggsim ?? {};
    const { shot, isComputing } = session?.get() ?? {};
    return (
      !isComputing &&
      shot?.isPreview === false &&
      JSON.stringify(shot.experiment) === JSON.stringify(settings?.get().experiment)
    );
  });

/** Opens all panels that are folded. */
const unfold = (page: Page) =>
  page.evaluate(() => {
    for (const panel of document.querySelectorAll('details')) panel.open = true;
  });

/** Names of elements that reach beyond the right edge of the page, without those within something that scrolls by itself. */
const cutOff = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const scrolls = (element: Element): boolean =>
      element.closest('.wide, .residuals, .canvas') !== null || element.closest('svg') !== null;
    return Array.from(document.querySelectorAll('main *, header *'))
      .filter((element) => !scrolls(element) && element.getBoundingClientRect().right > innerWidth + 0.5)
      .map((element) => `${element.tagName} ${element.className} ${element.textContent?.slice(0, 40)}`);
  });

/** Brightness of the ground of the page and of its text, 0 to 255. */
const brightness = (page: Page): Promise<number[]> =>
  page.evaluate(() => {
    const { backgroundColor, color } = getComputedStyle(document.documentElement);
    return [backgroundColor, color].map((text) => {
      const [red = 0, green = 0, blue = 0] = (text.match(/\d+/g) ?? []).map(Number);
      return (red + green + blue) / 3;
    });
  });

describe.skipIf('problem' in chromium)('the modes of the viewer', () => {
  const opened = openedPage(chromium, linkOf({ ...DEFAULTS, experiment: SMALL }));
  beforeAll(() => {
    mkdirSync(SCREENSHOTS, { recursive: true });
  });

  test.each(['simulate', 'compare'] as const)(
    '%s has no serious problem of accessibility, wide and light, or narrow and dark, with all panels unfolded',
    async (mode) => {
      const { page, messages } = opened.open;
      await page.setInputFiles('input[type=file]', await series());
      await page.waitForSelector('#stage[data-image="image_1.cbf"][aria-busy=false]');
      await page.keyboard.press(mode === 'simulate' ? '1' : '3');
      await simulated(page);
      if (mode === 'compare') await page.waitForSelector('#figures');
      await unfold(page);
      expect(await seriousProblems(page)).toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.setViewportSize(NARROW);
      const [ground = 255, text = 0] = await brightness(page);
      expect(ground).toBeLessThan(60);
      expect(text).toBeGreaterThan(180);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(NARROW.width);
      expect(await cutOff(page)).toEqual([]);
      expect(await seriousProblems(page)).toEqual([]);
      await page.screenshot({ path: join(SCREENSHOTS, `${mode}-narrow.png`), fullPage: true });
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize({ width: 1280, height: 800 });
      expect(messages).toEqual([]);
    },
  );

  describe('by keys alone', () => {
    let open: OpenPage;
    beforeAll(async () => {
      open = await openPage(opened.browser, `${opened.site.url}${linkOf({ ...DEFAULTS, experiment: SMALL })}`);
      // As long as somebody listens, the browser leaves the dialogue to the test; it would take a moment to begin with it.
      open.page.on('filechooser', () => undefined);
    });

    /** Chooses files in the dialogue of the system, which something opens. */
    async function choose(files: readonly NamedBuffer[], opening: () => Promise<void>): Promise<void> {
      const [chooser] = await Promise.all([open.page.waitForEvent('filechooser'), opening()]);
      await chooser.setFiles([...files]);
    }
    const openByButton = (...files: readonly NamedBuffer[]) => choose(files, () => press(open.page, 'Open', 'Enter'));
    const openByKey = (...files: readonly NamedBuffer[]) => choose(files, () => open.page.keyboard.press('o'));

    test('simulate: start, sliders, kernel, readout, all parameters, spindle, random shot and saving', async () => {
      const { page } = open;
      await simulated(page);
      await press(page, 'misset y', 'ArrowRight', 'ArrowRight');
      expect((await experimentOf(page))?.crystal?.misset).toEqual([10, 20.2, 30]);
      await press(page, 'kernel', 'r');
      expect(await settingOf(page, 'kernel')).toBe('reference');
      await page.locator('#facts').getByText('reference, double precision').waitFor();
      await page.keyboard.press('Home');
      expect(await settingOf(page, 'kernel')).toBe('auto');
      await press(page, 'photon noise and readout', 'Space');
      expect(await settingOf(page, 'recorded')).toBe(true);
      await page.keyboard.press('Space');
      await page.keyboard.press('/');
      await page.locator('input[aria-label="Search the parameters"]:focus').waitFor();
      await page.keyboard.type('detector.distance');
      expect(await page.getByLabel('Search the parameters').inputValue()).toBe('detector.distance');
      await press(page, 'distanceMm (mm)', 'Control+a');
      await page.keyboard.type('75');
      await page.keyboard.press('Enter');
      expect((await experimentOf(page))?.detector?.distanceMm).toBe(75);
      await press(page, 'Random orientation', 'Enter');
      expect((await experimentOf(page))?.crystal?.misset).not.toEqual([10, 20.2, 30]);
      // Keys of the page, wherever the focus is.
      await page.keyboard.press('d');
      await page.keyboard.press('d');
      await page.keyboard.press('a');
      expect((await experimentOf(page))?.scan?.startDeg).toBe(1);
      await simulated(page);
      await press(page, 'Experiment file and command', 'Enter');
      const [file] = await Promise.all([page.waitForEvent('download'), press(page, 'Save experiment', 'Enter')]);
      expect(parse(readFileSync(await file.path(), 'utf8'))).toMatchObject({ detector: { distanceMm: 75 } });
      const before = await shownShot(page);
      await press(page, 'start from', 'ArrowDown');
      expect(Object.keys((await experimentOf(page)) ?? {})).not.toEqual(Object.keys(before.experiment));
      await settled(page);
    });

    test('compare: images, every way to show them, figures, a kept image and blinking', async () => {
      const { page } = open;
      await page.evaluate((experiment) => globalThis.braggsim?.settings.set({ experiment }), SMALL);
      await openByButton(...(await series()));
      await page.waitForSelector('#stage[data-image="image_1.cbf"][aria-busy=false]');
      await page.keyboard.press('3');
      await simulated(page);
      await page.waitForSelector('#figures');
      const correlation = async () =>
        Number(/correlation(-?[\d.]+)/.exec((await page.locator('#figures').textContent()) ?? '')?.[1]);
      const aligned = await correlation();
      expect(aligned).toBeGreaterThan(0.5);
      // The crystal turns away from the one of the opened image.
      const figures = await page.locator('#figures').textContent();
      for (const _ of [1, 2, 3]) await page.keyboard.press('d');
      await page.waitForFunction((old) => document.querySelector('#figures')?.textContent !== old, figures);
      await simulated(page);
      await tabTo(page, 'show');
      for (const [way, seen] of [
        ['side by side', 'simulation'],
        ['difference', 'image − reference'],
        ['ratio', 'log₂(image / reference)'],
        ['red and blue', 'simulation'],
      ]) {
        await page.keyboard.press('ArrowDown');
        expect(await settingOf(page, 'comparison')).toBe(way);
        await page.waitForSelector(`#stage[data-image="${seen}"]`);
      }
      await page.keyboard.press('Home');
      await tabTo(page, 'Diffraction image: simulation');
      await page.keyboard.press('b');
      await page.waitForSelector('#stage[data-image="image_1.cbf"]');
      await page.keyboard.press('b');
      await page.waitForSelector('#stage[data-image="simulation"]');
      await press(page, 'reference', 'k');
      expect(await settingOf(page, 'reference')).toBe('kept image');
      await press(page, 'Keep image as reference', 'Enter');
      await page.waitForFunction(() =>
        /correlation1\.000000/.test(document.querySelector('#figures')?.textContent ?? ''),
      );
      await tabTo(page, 'Diffraction image: simulation');
      await page.keyboard.press('+');
      await page.keyboard.press('Shift+ArrowRight');
      expect((await settingOf(page, 'view'))?.scale).toBeGreaterThan(0);
      await page.keyboard.press('0');
      expect(await settingOf(page, 'view')).toBe(null);
    });

    test('refine: numbers, bounds, the run, its result and the table', async () => {
      const { page } = open;
      await page.keyboard.press('4');
      await openByKey(await measuredFile());
      await page.waitForSelector('#stage[data-image="measured.cbf"][aria-busy=false]');
      await openByKey(experimentFile({ ...START, refine: { ...START.refine, free: ['misset'] } }));
      await page.getByLabel('turn.x, lower bound').waitFor();
      await press(page, 'turn.z', 'Space');
      expect((await experimentOf(page))?.refine?.free).toEqual(['turn.x', 'turn.y']);
      await page.keyboard.press('Space');
      await tabTo(page, 'turn.x, lower bound');
      await page.keyboard.type('-2');
      await page.keyboard.press('Enter');
      expect((await experimentOf(page))?.refine?.bounds).toEqual(['turn.x=-2:']);
      await press(page, 'Boxes, background and method', 'Enter', 'Enter');
      await press(page, 'Refine', 'Enter');
      await page.waitForSelector('#refinement', { timeout: 120_000 });
      expect(await page.locator('#refinement').textContent()).toContain('converged');
      await press(page, 'Accept', 'Enter');
      const truth = TRUTH.crystal?.misset as readonly number[];
      expect((await experimentOf(page))?.crystal?.misset).toEqual(truth.map((angle) => expect.closeTo(angle, 1)));
      const [table] = await Promise.all([page.waitForEvent('download'), press(page, 'Save table', 'Enter')]);
      expect(readFileSync(await table.path(), 'utf8')).toMatch(/^shot,name,/);
      const residuals = page.getByLabel('Residuals of the strongest spots');
      await press(page, 'Residuals of the strongest spots', 'End');
      await expect.poll(() => residuals.evaluate(({ scrollTop }) => scrollTop)).toBeGreaterThan(0);
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
      // The focus is where it was.
      expect(await residuals.evaluate((element) => element === document.activeElement)).toBe(true);
      expect(open.messages).toEqual([]);
    });
  });
});
