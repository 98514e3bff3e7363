import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imageNumber, openInspected } from '@braggsim/simulate/node';
import type { Browser, Page } from 'playwright-core';
import type { Plugin } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkDemand, mustHaveGpu } from '../kernel-gpu/src/testing/missing-gpu';
import { buildPage } from './built-page.fixture';
import { findChromium } from './chromium.fixture';
import { adapterProblem, launch, openPage, type ServedPage, serveFolder, settled, shownShot } from './page.fixture';
import { LYSOZYME_FILE, PRESETS } from './src/simulate/presets';
import { DEFAULTS } from './src/state/settings';
import { linkOf } from './src/state/share-link';

const ROOT = join(import.meta.dirname, '../..');
/** A model of two atoms. */
const ATOMS = [
  'CRYST1   20.000   30.000   40.000  90.00  90.00  90.00 P 1           1',
  'ATOM      1  CA  ALA A   1       1.000   2.000   3.000  1.00 10.00           C',
  'ATOM      2  O   ALA A   1       5.000   6.000   7.000  1.00 10.00           O',
  'END',
].join('\n');
const chromium = await findChromium();

/** Runs the command that the page shows, from its sources. @param flags further words of the command line */
function run(command: string, cwd: string, flags: readonly string[] = []): void {
  const [name, ...words] = command.split(' ');
  const args = [...words, ...flags];
  expect(name).toBe('braggsim');
  const tsx = join(ROOT, 'node_modules/tsx/dist/loader.mjs');
  const script = join(ROOT, 'packages/cli/src/braggsim.ts');
  const { status, stderr } = spawnSync(process.execPath, ['--conditions=source', '--import', tsx, script, ...args], {
    cwd,
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
}

/** Pixels that the GPU computes of a preset of one panel, off the direct beam: first and last fast, first and last slow. Adapters of software are slow. */
const REGION = [280, 407, 200, 327] as const;
/** Largest bound of the error of the GPU kernel, relative to the brightest pixel, that is of use. */
const LARGEST_BOUND = 1e-3;

async function pixelsOf(path: string): Promise<Float32Array> {
  if (path.endsWith('.bin')) return new Float32Array(new Uint8Array(readFileSync(path)).buffer);
  const known = await openInspected(path, {});
  const { panels } = await imageNumber(known, 1);
  await known.file.close();
  return Float32Array.from(panels.flatMap(({ data }) => [...data]));
}

/** What the page and its workers import. */
const resolved: string[] = [];
const watch: Plugin = {
  name: 'imports',
  enforce: 'pre',
  resolveId: (id) => {
    resolved.push(id);
  },
};
let page: string;
beforeAll(async () => {
  page = await buildPage([watch]);
});
afterAll(() => rmSync(page, { recursive: true }));

test('the page and all its imports can be bundled for a browser, without modules of Node', () => {
  const names = readdirSync(page, { recursive: true, encoding: 'utf8' }).map((name) =>
    name.replaceAll('\\', '/').replace(/-[\w-]{8}\./, '.'),
  );
  expect(names).toEqual(
    expect.arrayContaining(['index.html', 'THIRD-PARTY.txt', 'assets/worker.js', 'assets/lysozyme_1vat.hkl.gz']),
  );
  expect(resolved).toContain('@braggsim/simulate');
  expect(resolved.filter(isBuiltin)).toEqual([]);
});

describe.skipIf('problem' in chromium)('what is seen is what the command computes', () => {
  let site: ServedPage;
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    site = await serveFolder(page);
    browser = await launch('launch' in chromium ? chromium.launch : {});
    folder = mkdtempSync(join(tmpdir(), 'braggsim-presets-'));
    copyFileSync(join(ROOT, 'examples/lysozyme', LYSOZYME_FILE), join(folder, LYSOZYME_FILE));
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
    rmSync(folder, { recursive: true });
  });

  /** Saves the experiment of a page and computes it by the command that the page shows. */
  async function commanded(from: Page, flags: readonly string[] = []): Promise<Float32Array> {
    await from.getByText('Experiment file and command').click();
    const [file] = await Promise.all([
      from.waitForEvent('download'),
      from.getByRole('button', { name: 'Save experiment' }).click(),
    ]);
    await file.saveAs(join(folder, 'experiment.yaml'));
    const command = (await from.locator('code.command').textContent()) ?? '';
    run(command, folder, flags);
    return pixelsOf(join(folder, command.split(' ').at(-1) ?? ''));
  }

  test.each(Object.entries(PRESETS))('%s: the exported file and command give the same bytes', async (_, experiment) => {
    const { page } = await openPage(browser, `${site.url}${linkOf({ ...DEFAULTS, experiment, kernel: 'cpu' })}`);
    page.setDefaultTimeout(300_000);
    const { photons } = await shownShot(page);
    const expected = await commanded(page);
    expect(photons.length).toBe(expected.length);
    expect(Buffer.from(photons.buffer).equals(Buffer.from(expected.buffer))).toBe(true);
    await page.close();
  });

  // Adapters of software are slow: one panel and many stand for the others.
  const onGpu = Object.entries(PRESETS).filter(([, { detector }], i) => i === 0 || detector?.panels);
  test.for(onGpu)(
    '%s: the GPU shows what the command computes of the exported file, within its bound',
    async ([, preset], context) => {
      const experiment = preset.detector?.panels
        ? preset
        : { ...preset, sampling: { ...preset.sampling, roi: REGION } };
      const { page } = await openPage(browser, `${site.url}${linkOf({ ...DEFAULTS, experiment, kernel: 'gpu' })}`);
      page.setDefaultTimeout(300_000);
      const problem = await adapterProblem(page);
      checkDemand(problem, !process.env.CHROME_PATH && mustHaveGpu());
      if (problem) context.skip(problem);
      const { photons, kernel, bound = 0 } = await shownShot(page);
      expect(kernel).toBe('gpu');
      const expected = await commanded(page, ['--kernel', 'cpu']);
      expect(readFileSync(join(folder, 'experiment.yaml'), 'utf8')).toMatch(/^ {2}kernel: gpu$/m);
      expect(photons.length).toBe(expected.length);
      const peak = expected.reduce((most, value) => Math.max(most, value));
      const error = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - (photons[i] as number))), 0);
      expect(peak).toBeGreaterThan(0);
      expect(error).toBeLessThan(bound * peak);
      expect(bound).toBeLessThan(LARGEST_BOUND);
      await page.close();
    },
  );

  test('the page starts from presets, and takes every parameter of the tables', async () => {
    const { page, messages } = await openPage(browser, site.url);
    page.setDefaultTimeout(300_000);
    await page.getByLabel('start from').selectOption('64 panels');
    await page.waitForFunction(() => globalThis.braggsim?.session.get().simulated?.panels.length === 64);
    await page.getByText('All parameters').click();
    await page.keyboard.press('/');
    await page.getByLabel('Search the parameters').fill('detector.distance');
    const field = page.getByLabel('distanceMm (mm)', { exact: true });
    await field.fill('-5');
    await field.press('Enter');
    expect(await page.locator('.field .problem').textContent()).toContain('detector.distanceMm is');
    await field.fill('120');
    await field.press('Enter');
    await settled(page);
    expect((await shownShot(page)).experiment.detector?.distanceMm).toBe(120);
    await page.setInputFiles('input[type=file]', [
      { name: 'atoms.pdb', mimeType: 'text/plain', buffer: Buffer.from(ATOMS) },
    ]);
    await page.waitForFunction(
      () => globalThis.braggsim?.settings.get().experiment.structureFactors?.model === 'atoms.pdb',
    );
    await settled(page);
    const shot = await shownShot(page);
    expect(shot.experiment.crystal?.cell).toBeUndefined();
    expect(shot.photons.reduce((most, x) => Math.max(most, x), 0)).toBeGreaterThan(0);
    await page.getByLabel('start from').selectOption('lysozyme');
    await settled(page);
    expect(messages).toEqual([]);
    await page.close();
  });

  test('a newcomer drops a model, turns the crystal, reads a spot and saves NXmx, by what is written on the page', async () => {
    const { page, messages } = await openPage(browser, site.url);
    page.setDefaultTimeout(300_000);
    await settled(page);
    await page
      .getByLabel('Image files')
      .setInputFiles([{ name: 'atoms.pdb', mimeType: 'text/plain', buffer: Buffer.from(ATOMS) }]);
    await page.getByText('atoms.pdb, to').waitFor();
    await settled(page);
    expect(await page.getByLabel('start from').inputValue()).toBe('your experiment');
    const before = await page.getByLabel('misset y').inputValue();
    await page.getByRole('button', { name: 'Random orientation' }).click();
    await settled(page);
    expect(await page.getByLabel('misset y').inputValue()).not.toBe(before);
    await page.getByRole('button', { name: '+1°' }).click();
    await settled(page);
    const readOut = page.getByLabel('Pixel under the cursor');
    expect(await readOut.textContent()).toContain('point at a pixel');
    const box = await page.getByLabel('Diffraction image').boundingBox();
    if (!box) throw new Error('there is no picture');
    await page.mouse.move(box.x + 0.6 * box.width, box.y + 0.4 * box.height);
    await readOut.getByText(/\d Å/).waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByLabel('image as').selectOption('NXmx (.nxs)');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save image' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('simulation.nxs');
    const path = join(folder, 'simulation.nxs');
    await file.saveAs(path);
    const shown = (await shownShot(page)).photons;
    expect(await pixelsOf(path)).toEqual(shown);
    expect(messages).toEqual([]);
    await page.close();
  });
});
