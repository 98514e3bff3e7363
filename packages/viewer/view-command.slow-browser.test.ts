import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imageNumber, openInspected } from '@braggsim/simulate/node';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { findChromium } from './chromium.fixture';
import { launch, openPage, shownOnPage, shownShot } from './page.fixture';

const ROOT = join(import.meta.dirname, '../..');
const COMMAND = [
  ...['--conditions=source', '--import', join(ROOT, 'node_modules/tsx/dist/loader.mjs')],
  join(ROOT, 'packages/cli/src/braggsim.ts'),
];
const chromium = await findChromium();

/** An experiment whose structure factors are in a file in another folder. */
const EXPERIMENT = {
  beam: { wavelengthA: 1.1, fluencePerM2: 1e28 },
  detector: { convention: 'mosflm', pixelsFast: 80, pixelsSlow: 70, pixelMm: 0.5, distanceMm: 60 },
  crystal: { cell: [40, 50, 60, 90, 90, 90], misset: [10, 20, 30], cells: [4, 4, 4], shape: 'gauss' },
  structureFactors: { file: 'data/factors.hkl', default: 0 },
  sampling: { oversample: 1, kernel: 'cpu' },
};
const [TILT, PIXELS] = [(30 * Math.PI) / 180, 40];
/** The same before three panels, of which one is tilted. */
const PANELS = {
  ...EXPERIMENT,
  detector: {
    ...EXPERIMENT.detector,
    pixelsFast: 130,
    panels: [0, 1, 2].map((i) => ({
      name: `m${i}`,
      pixelsFast: PIXELS,
      pixelsSlow: PIXELS + i,
      cornerMm: [22 * i, 3 * i, 0],
      ...(i === 2 && { fast: [Math.cos(TILT), 0, Math.sin(TILT)] }),
    })),
  },
};

describe.skipIf('problem' in chromium)('braggsim view', () => {
  let [folder, browser]: [string, Browser | undefined] = ['', undefined];
  const running: ChildProcess[] = [];

  beforeAll(async () => {
    browser = await launch('launch' in chromium ? chromium.launch : {});
    folder = mkdtempSync(join(tmpdir(), 'braggsim-view-command-'));
    mkdirSync(join(folder, 'data'));
    const range = [-6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6];
    const lines = range.flatMap((h) =>
      range.flatMap((k) => range.map((l) => `${h} ${k} ${l} ${10 + ((7 * h + 3 * k + l) & 63)}`)),
    );
    writeFileSync(join(folder, 'data/factors.hkl'), lines.join('\n'));
    writeFileSync(join(folder, 'experiment.yaml'), stringify(EXPERIMENT));
    writeFileSync(join(folder, 'panels.yaml'), stringify(PANELS));
  });
  afterAll(async () => {
    for (const child of running) child.kill();
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  /** Computes an image by the command. */
  function simulated(experiment: string, image: string): string {
    const { status, stderr } = spawnSync(
      process.execPath,
      [...COMMAND, 'simulate', experiment, '--threads', '1', '--out', image],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    );
    expect(status, stderr).toBe(0);
    return join(folder, image);
  }

  /** Starts the command for a file and opens the page at the address that it prints. */
  async function viewed(file: string) {
    const child = spawn(process.execPath, [...COMMAND, 'view', file, '--no-open'], { cwd: folder });
    running.push(child);
    let [text, problem] = ['', ''];
    child.stdout.on('data', (data) => {
      text += data;
    });
    child.stderr.on('data', (data) => {
      problem += data;
    });
    await expect.poll(() => text || problem).toContain('Ctrl-C');
    const url = text.split('\n')[0] ?? '';
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{20,}\/\?files$/);
    return { child, url, ...(await openPage(browser as Browser, url)) };
  }

  test('of an experiment file simulates it with the files that it names, to the byte of braggsim simulate', async () => {
    const image = simulated('experiment.yaml', 'image.bin');
    const { page, messages, url } = await viewed('experiment.yaml');
    const { photons, kernel, experiment } = await shownShot(page);
    expect(kernel).toBe('cpu');
    expect(experiment).toEqual(EXPERIMENT);
    expect(await page.getByRole('button', { name: 'Simulate' }).first().getAttribute('aria-pressed')).toBe('true');
    expect(Buffer.from(photons.buffer).equals(readFileSync(image))).toBe(true);
    expect(photons.reduce((most, x) => Math.max(most, x), 0)).toBeGreaterThan(0);
    expect(await page.locator('[role=alert]').first().textContent()).toBe('');
    // Without the token nothing is served, and nothing but what was named.
    const { origin, pathname } = new URL(url);
    const statuses = await Promise.all(
      [
        `${origin}/`,
        `${origin}/files.json`,
        `${origin}${pathname}files/2`,
        `${origin}${pathname}files/../panels.yaml`,
      ].map(async (address) => (await fetch(address)).status),
    );
    expect(statuses).toEqual([403, 403, 404, 404]);
    expect(messages).toEqual([]);
  });

  test('of a NeXus file shows its panels at their places, and ends with Ctrl-C', async () => {
    const path = simulated('panels.yaml', 'panels.nxs');
    const { page, messages, child, url } = await viewed('panels.nxs');
    await page.waitForSelector('#stage[data-image="panels.nxs"][aria-busy=false]');
    const known = await openInspected(path, {});
    const { panels } = await imageNumber(known, 1);
    await known.file.close();
    const { pixels, width, height, unknown } = await shownOnPage(page);
    expect(pixels).toEqual(panels.flatMap(({ data }) => [...data]));
    expect(Math.max(...pixels)).toBeGreaterThan(0);
    expect(unknown).toEqual([]);
    const places = await page.evaluate(() =>
      globalThis.braggsim?.session.get().viewed?.panels.map(({ place: { origin, fast } }) => ({ origin, fast })),
    );
    expect(places).toEqual(
      [
        { origin: [0, 0], fast: [1, 0] },
        { origin: [44, 6], fast: [1, 0] },
        { origin: [88, 12], fast: [Math.cos(TILT), 0] },
      ].map(({ origin, fast }) => ({
        origin: origin.map((x) => expect.closeTo(x, 4)),
        fast: fast.map((x) => expect.closeTo(x, 6)),
      })),
    );
    // The last panel begins at column 88 and is seen narrower; it is the lowest as well.
    expect([width, height]).toEqual([Math.ceil(88 + PIXELS * Math.cos(TILT)), 12 + PIXELS + 2]);
    expect(await page.locator('path.ring').count()).toBeGreaterThan(2);
    expect(messages).toEqual([]);
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    const [code] = await ended;
    expect([0, 130]).toContain(code);
    await expect(fetch(url)).rejects.toThrow();
  });
});
