/**
 * Makes the pictures of the guide from the built page: `npx tsx --conditions=source packages/viewer/screenshots.fixture.ts [folder] [--only=name]`. Without a
 * folder they go to docs/guide/images; each is made for a wide screen, and for a narrow one where a folder is given.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writePicture } from '@braggsim/detector-io';
import type { Page } from 'playwright-core';
import { findChromium } from './chromium.fixture';
import { launch, openPage, servePage } from './page.fixture';
import { experimentFile, measuredFile, START as REFINED_FROM } from './refine.fixture';
import { START } from './src/simulate/presets';
import { DEFAULTS, type Settings } from './src/state/settings';
import { linkOf } from './src/state/share-link';

const ROOT = join(import.meta.dirname, '../..');
const only = process.argv.find((word) => word.startsWith('--only='))?.slice('--only='.length);
const [given] = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const folder = given ?? join(ROOT, 'docs/guide/images');

const small = { width: 1040, height: 740 };
const LYSOZYME = join(ROOT, 'examples/lysozyme/lysozyme_1vat.hkl.gz');
const wide = { width: 1400, height: 1000 };
const narrow = { width: 390, height: 844 };

/** Levels of each colour of a picture of the guide: few ones, and those in which no step of a gradient is seen. */
const [LEVELS, SMOOTH_LEVELS] = [32, 128];

/** A page to photograph: its settings, and what a user does on it. */
interface Scene {
  readonly name: string;
  readonly settings: Partial<Settings>;
  readonly isDark?: boolean;
  /** Whether it is made only where a folder is given. */
  readonly isExtra?: boolean;
  /** Levels of each colour of the picture of the guide; smooth gradients need more. */
  readonly levels?: number;
  act?(page: Page): Promise<void>;
}

const temporary = mkdtempSync(join(tmpdir(), 'braggsim-screenshots-'));
const image = join(temporary, 'lysozyme.cbf');
const panels = join(temporary, 'panels.nxs');
const recorded = join(temporary, 'recorded.cbf');

/** Simulates with the command, from its sources; on one thread, since worker threads run built code. */
function simulated(...args: readonly string[]): void {
  const command = [
    '--conditions=source',
    '--import',
    'tsx',
    'packages/cli/src/braggsim.ts',
    'simulate',
    '--threads',
    '1',
    ...args,
  ];
  const { status, stderr } = spawnSync(process.execPath, command, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

/** A crystal before a detector of 16 panels, of which the outer ones are turned towards it. */
function panelExperiment(): object {
  const tilt = (20 * Math.PI) / 180;
  const [pixels, pixelMm, gapMm] = [256, 0.3, 4];
  const width = pixels * pixelMm;
  const step = width + gapMm;
  const rows = Array.from({ length: 16 }, (_, i) => {
    const [column, row] = [i % 4, Math.floor(i / 4)];
    const isOuter = column === 0 || column === 3;
    const turn = column === 0 ? tilt : -tilt;
    // Outer panels come towards the sample, against the normal, and their inner edges stay.
    const start = column === 0 ? width - width * Math.cos(tilt) : column * step;
    return {
      name: `m${row}${column}`,
      pixelsFast: pixels,
      pixelsSlow: pixels,
      cornerMm: [start, row * step, column === 0 ? -width * Math.sin(tilt) : 0],
      ...(isOuter && { fast: [Math.cos(turn), 0, Math.sin(turn)] }),
    };
  });
  return {
    beam: { wavelengthA: 1, fluencePerM2: 1e28, polarization: 0.9 },
    detector: { convention: 'mosflm', pixelsFast: 1070, pixelsSlow: 1070, pixelMm, distanceMm: 200, panels: rows },
    scan: { widthDeg: 0.5, phiSteps: 5 },
    crystal: {
      cell: [78.35, 78.35, 37.54, 90, 90, 90],
      misset: [10, 20, 30],
      cells: [8, 8, 12],
      shape: 'gauss',
      mosaic: { spreadDeg: 0.4, domains: 10 },
    },
    structureFactors: { file: LYSOZYME },
    background: [{ kind: 'water', thicknessUm: 0.1 }],
    readout: [{ kind: 'photon' }, { kind: 'digitize', offset: 10 }],
    sampling: { oversample: 1 },
    seed: 1,
  };
}

const choose =
  (...files: readonly string[]) =>
  async (page: Page): Promise<void> => {
    await page.setInputFiles('input[type=file]', [...files]);
    await page.waitForSelector('#stage[aria-busy=false][data-image]');
  };

const MODEL = join(ROOT, 'examples/lysozyme-series/lysozyme_1vat.pdb');

/** Drops a model of atoms and waits for its full picture. */
async function dropModel(page: Page): Promise<void> {
  await page.setInputFiles('input[type=file]', [MODEL]);
  await page.waitForFunction(
    () => globalThis.braggsim?.settings.get().experiment.structureFactors?.model === 'lysozyme_1vat.pdb',
  );
  await page.waitForFunction(
    () =>
      globalThis.braggsim?.session.get().shot?.isPreview === false &&
      globalThis.braggsim.session.get().shot?.experiment.structureFactors?.model !== undefined,
    undefined,
    { timeout: 120_000 },
  );
}

/** The steps of someone who sees the page for the first time. */
const firstSteps: readonly Scene[] = [
  { name: 'first-1-model', settings: {}, isExtra: true, act: dropModel },
  {
    name: 'first-2-turned',
    settings: {},
    isExtra: true,
    act: async (page) => {
      await dropModel(page);
      await page.getByLabel('misset y').fill('40');
      await page.waitForSelector('#stage[aria-busy=false]');
    },
  },
  {
    name: 'first-3-spot',
    settings: {},
    isExtra: true,
    act: async (page) => {
      await dropModel(page);
      await page.waitForFunction(() => globalThis.braggsim?.session.get().lattices !== undefined);
      const box = await page.locator('#stage').boundingBox();
      if (box) await page.mouse.move(box.x + box.width * 0.62, box.y + box.height * 0.4);
    },
  },
  {
    name: 'first-4-save',
    settings: {},
    isExtra: true,
    act: async (page) => {
      await dropModel(page);
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByLabel('image as').selectOption('NXmx (.nxs)');
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Save image' }).click(),
      ]);
      console.log(`first steps: saved ${file.suggestedFilename()}`);
    },
  },
];

const scenes: readonly Scene[] = [
  ...firstSteps,
  {
    name: 'viewer-refine',
    settings: { mode: 'refine' },
    act: async (page) => {
      await page.setInputFiles('input[type=file]', [await measuredFile()]);
      await page.waitForSelector('#stage[aria-busy=false][data-image]');
      await page.setInputFiles('input[type=file]', [experimentFile(REFINED_FROM)]);
      await page.getByLabel('turn.x, lower bound').waitFor();
      await page.getByRole('button', { name: 'Refine', exact: true }).last().click();
      await page.waitForSelector('#refinement', { timeout: 120_000 });
      await page.locator('.panels').evaluate((element) => element.scrollTo(0, 420));
    },
  },
  {
    name: 'viewer-simulate',
    settings: {},
    levels: SMOOTH_LEVELS,
    act: async (page) => {
      await page.waitForFunction(() => globalThis.braggsim?.session.get().shot?.isPreview === false);
    },
  },
  {
    name: 'viewer-view',
    settings: { mode: 'view', beamCentre: true, percentiles: [50, 99.99] },
    act: async (page) => {
      await choose(image)(page);
      await page.getByRole('button', { name: 'Find spots' }).click();
      await page.getByRole('button', { name: 'Radial average' }).click();
      await page.waitForSelector('.plot .line');
      await page.locator('.panels').evaluate((element) => element.scrollTo(0, 200));
    },
  },
  {
    name: 'viewer-compare',
    settings: { mode: 'compare', comparison: 'side by side' },
    act: async (page) => {
      await choose(recorded)(page);
      await page.keyboard.press('3');
      await page.waitForFunction(() => globalThis.braggsim?.session.get().shot?.isPreview === false);
      await page.waitForSelector('#figures');
    },
  },
  {
    name: 'viewer-panels',
    settings: { mode: 'view', outlines: true, iceRings: true, colours: 'viridis' },
    isDark: true,
    isExtra: true,
    act: choose(panels),
  },
];

/** Writes a picture with few levels of each colour, which takes much less space. */
async function smaller(page: Page, picture: Buffer, levels: number): Promise<Uint8Array> {
  const source = `data:image/png;base64,${picture.toString('base64')}`;
  const { width, height, bytes } = await page.evaluate(async (address) => {
    const image = Object.assign(new Image(), { src: address });
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let bytes = '';
    for (let i = 0; i < data.length; i += 8192) bytes += String.fromCharCode(...data.subarray(i, i + 8192));
    return { width: canvas.width, height: canvas.height, bytes: btoa(bytes) };
  }, source);
  const values = Buffer.from(bytes, 'base64');
  const step = 255 / (levels - 1);
  const rgb = Uint8Array.from({ length: 3 * width * height }, (_, i) => {
    const value = values[4 * Math.floor(i / 3) + (i % 3)] as number;
    return Math.round(Math.round(value / step) * step);
  });
  return writePicture({ width, height, rgb, mapping: `a screenshot with ${levels} levels of each colour` });
}

const chromium = await findChromium();
if ('problem' in chromium) throw new Error(chromium.problem);
mkdirSync(folder, { recursive: true });
simulated('examples/lysozyme/lysozyme.yaml', '--out', image);
writeFileSync(join(temporary, 'panels.json'), JSON.stringify(panelExperiment()));
simulated(join(temporary, 'panels.json'), '--out', panels);
const start = { ...START, readout: [{ kind: 'photon' }], seed: 1, structureFactors: { file: LYSOZYME } };
writeFileSync(join(temporary, 'start.json'), JSON.stringify(start));
simulated(join(temporary, 'start.json'), '--out', recorded);
const site = await servePage();
const browser = await launch(chromium.launch);
try {
  for (const { name, settings, isDark, isExtra, levels = LEVELS, act } of scenes) {
    if ((isExtra && given === undefined) || (only !== undefined && only !== name)) continue;
    for (const viewport of given === undefined ? [small] : [wide, narrow]) {
      const options = { viewport, colorScheme: isDark ? 'dark' : 'light' } as const;
      const { page, messages } = await openPage(browser, `${site.url}${linkOf({ ...DEFAULTS, ...settings })}`, options);
      await act?.(page);
      // The last lines are drawn with the next frame.
      await page.waitForTimeout(300);
      const suffix = viewport === narrow ? '-narrow' : '';
      const picture = await page.screenshot({ fullPage: viewport === narrow });
      writeFileSync(
        join(folder, `${name}${suffix}.png`),
        given === undefined ? await smaller(page, picture, levels) : picture,
      );
      for (const message of messages) console.error(`${name}: ${message}`);
      await page.close();
    }
  }
} finally {
  await browser.close();
  await site.close();
  rmSync(temporary, { recursive: true });
}
