/**
 * Measures what the page costs, from the built page in headless Chromium with software drawing: `npx tsx --conditions=source
 * packages/viewer/figures.fixture.ts [--write-docs]`. With the flag the table goes into docs/performance.md.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { codecs } from '@braggsim/detector-io';
import { resolveDetector } from '@braggsim/geometry';
import ndarray from 'ndarray';
import type { Browser, Page, Response } from 'playwright-core';
import { findChromium } from './chromium.fixture';
import { launch, openPage, servePage } from './page.fixture';
import { DEFAULTS } from './src/state/settings';
import { linkOf } from './src/state/share-link';

const PERFORMANCE = join(import.meta.dirname, '../../docs/performance.md');
const MARKS = ['<!-- figures of the viewer: begin -->', '<!-- figures of the viewer: end -->'] as const;
/** Pages that are opened for the first picture, slider steps, openings of a large file, and frames. */
const [PAGES, STEPS, OPENINGS, FRAMES] = [5, 15, 3, 60];
const EDGE = 4096;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;

/** Bytes of an answer whose file is packed, once. The body of a file that is packed on the disk arrives unpacked. */
async function packedSize(response: Response, folder: string): Promise<number> {
  const { pathname } = new URL(response.url());
  return pathname.endsWith('.gz') ? statSync(join(folder, pathname)).size : gzipSync(await response.body()).length;
}

/** Times at which the first preview and the first full picture were shown, ms since the page was asked for, and what was loaded. */
async function firstPicture(browser: Browser, url: string, folder: string) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const sizes: Promise<number>[] = [];
  let isShown = false;
  page.on('response', (response) => {
    if (!isShown) sizes.push(packedSize(response, folder).catch(() => 0));
  });
  await page.goto(url);
  const preview = await (
    await page.waitForFunction(() => globalThis.braggsim?.session.get().simulated && performance.now())
  ).jsonValue();
  isShown = true;
  const full = await (
    await page.waitForFunction(() => globalThis.braggsim?.session.get().shot?.isPreview === false && performance.now())
  ).jsonValue();
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  await context.close();
  return { preview: Number(preview), full: Number(full), bytes };
}

/** Times from the change of a slider to the preview, ms. */
const sliderTimes = (page: Page): Promise<number[]> =>
  page.evaluate(async (steps) => {
    const { settings, session } = globalThis.braggsim ?? {};
    if (!settings || !session) throw new Error('the page has not started');
    const times: number[] = [];
    for (let step = 0; step < steps; step++) {
      const { experiment } = settings.get();
      const before = session.get().simulated;
      const start = performance.now();
      settings.set({ experiment: { ...experiment, crystal: { ...experiment.crystal, misset: [3, 6 + step, 8] } } });
      await new Promise<void>((resolve) => {
        const stop = session.subscribe(() => {
          if (session.get().simulated === before) return;
          stop();
          requestAnimationFrame(() => resolve());
        });
      });
      times.push(performance.now() - start);
      // The full picture comes before the next step.
      while (session.get().isComputing) await new Promise((resume) => setTimeout(resume, 20));
    }
    return times;
  }, STEPS);

/** Times between frames while the picture is moved and enlarged, ms. */
const frameTimes = (page: Page): Promise<number[]> =>
  page.evaluate(async (frames) => {
    const { settings, session } = globalThis.braggsim ?? {};
    const image = session?.get().viewed;
    if (!settings || !image) throw new Error('there is no image');
    const times: number[] = [];
    let last = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
    for (let i = 0; i < frames; i++) {
      const scale = 0.18 * 1.06 ** i;
      settings.set({ view: { scale, x: image.width / 3 + 10 * i, y: image.height / 3 + 10 * i } });
      const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
      times.push(now - last);
      last = now;
    }
    return times;
  }, FRAMES);

/** A NeXus file of 4096 x 4096 pixels of counts. */
async function largeFile(): Promise<Buffer> {
  const pixelsFast = EDGE;
  const detector = resolveDetector({ pixelsFast, pixelsSlow: EDGE, pixelMm: 0.075, distanceMm: 200 }).value;
  // Counts as of a background with spots: a multiplicative generator is random enough for their bits.
  let state = 1;
  const counts = Uint16Array.from({ length: EDGE * EDGE }, (_, i) => {
    state = (state * 48_271) % 2_147_483_647;
    return (state % 7) + (i % 9973 === 0 ? 500 : 0);
  });
  const beam = { wavelength: 1e-10, fluence: 1, flux: 0, exposure: 1, beamSize: null, polarizationFraction: null };
  const image = { panels: [ndarray(counts, [EDGE, EDGE])], metadata: { detector, beam, scan: { start: 0, width: 0 } } };
  const codec = await codecs.get('nxmx')?.();
  return Buffer.concat(codec?.encode?.(image, { style: 'grey16', header: 'full', name: 'large.nxs' }) ?? []);
}

/** Opens a file and returns the time to its picture, ms. */
async function openingTime(page: Page, path: string): Promise<number> {
  const start = performance.now();
  await page.setInputFiles('input[type=file]', [path]);
  await page.waitForSelector('#stage[data-image][aria-busy=false]', { timeout: 120_000 });
  return performance.now() - start;
}

/** Sizes of the built files, gzip, by what they are for. */
function sizesOf(folder: string): string {
  const names = readdirSync(join(folder, 'assets'));
  const total = names.reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, 'assets', name))).length, 0);
  return `${(total / 1000).toFixed(0)} kB in ${names.length} files`;
}

const chromium = await findChromium();
if ('problem' in chromium) throw new Error(chromium.problem);
const folder = mkdtempSync(join(tmpdir(), 'braggsim-figures-'));
const path = join(folder, 'large.nxs');
writeFileSync(path, await largeFile());
const site = await servePage();
const browser = await launch(chromium.launch);
try {
  const firsts: Awaited<ReturnType<typeof firstPicture>>[] = [];
  for (let i = 0; i < PAGES; i++) firsts.push(await firstPicture(browser, site.url, site.folder));
  const { page } = await openPage(browser, `${site.url}${linkOf({ ...DEFAULTS, kernel: 'cpu' })}`);
  await page.waitForFunction(() => globalThis.braggsim?.session.get().shot?.isPreview === false);
  const slider = await sliderTimes(page);
  const openView = () => openPage(browser, `${site.url}${linkOf({ ...DEFAULTS, mode: 'view' })}`);
  const openings: number[] = [];
  for (let i = 1; i < OPENINGS; i++) {
    const { page: other } = await openView();
    openings.push(await openingTime(other, path));
    await other.close();
  }
  const { page: viewing } = await openView();
  openings.push(await openingTime(viewing, path));
  const frames = await frameTimes(viewing);
  const ms = (value: number): string => `${value.toFixed(0)} ms`;
  const s = (value: number): string => `${(value / 1000).toFixed(2)} s`;
  const both = (times: readonly number[], text: (value: number) => string): string =>
    `${text(median(times))}, least ${text(Math.min(...times))}`;
  const rows = [
    [
      'first picture after loading, quarter size',
      both(
        firsts.map(({ preview }) => preview),
        s,
      ),
      '2 s',
    ],
    [
      'first picture, full',
      both(
        firsts.map(({ full }) => full),
        s,
      ),
      '',
    ],
    ['slider to new quarter-size picture', both(slider, ms), '100 ms'],
    ['NXmx of 16 megapixels to its picture', both(openings, s), '2 s'],
    ['frame of pan and zoom over it', both(frames, ms), ''],
    ['the same, longest', ms(Math.max(...frames)), '250 ms'],
    [
      'download before the first picture, gzip',
      `${(Math.max(...firsts.map(({ bytes }) => bytes)) / 1000).toFixed(0)} kB`,
      '900 kB',
    ],
    ['all files of the page, gzip', sizesOf(site.folder), ''],
  ];
  const header = ['what', 'measured', 'goal'];
  const widths = header.map((_, column) => Math.max(...[header, ...rows].map((row) => (row[column] as string).length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, i) => cell.padEnd(widths[i] as number)).join(' | ')} |`;
  const table = [line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
  console.log(table);
  if (process.argv.includes('--write-docs')) {
    const text = readFileSync(PERFORMANCE, 'utf8');
    const [before, after] = [text.indexOf(MARKS[0]), text.indexOf(MARKS[1])];
    if (before < 0 || after < before) throw new Error(`${PERFORMANCE} has no place for the figures of the viewer`);
    const [load = 0] = loadavg();
    const machine = `Measured on ${cpus().length} cores of ${cpus()[0]?.model ?? 'an unknown processor'}, with a load of ${load.toFixed(1)} in the last minute: above the number of cores, the times are those of a busy machine.`;
    writeFileSync(
      PERFORMANCE,
      `${text.slice(0, before + MARKS[0].length)}\n\n${table}\n\n${machine}\n\n${text.slice(after)}`,
    );
  }
} finally {
  await browser.close();
  await site.close();
  rmSync(folder, { recursive: true });
}
