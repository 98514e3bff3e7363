import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Experiment } from '@braggsim/experiment';
import { parseHkl } from '@braggsim/reflections';
import { buildPlan, builtinTerms, chooseKernel } from '@braggsim/simulate';
import { type Browser, chromium, type LaunchOptions, type Page } from 'playwright-core';
import { build, preview } from 'vite';
import type { Shot } from './src/messages';

/** Builds the page and serves it on a free port. */
export async function servePage(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const outDir = mkdtempSync(join(tmpdir(), 'braggsim-page-'));
  const site = { root: import.meta.dirname, logLevel: 'warn', build: { outDir, emptyOutDir: true } } as const;
  await build(site);
  const server = await preview({ ...site, preview: { port: 0 } });
  return {
    url: server.resolvedUrls?.local[0] ?? '',
    close: async () => {
      await server.close();
      rmSync(outDir, { recursive: true });
    },
  };
}

/** The page in a browser. */
export interface OpenPage {
  readonly page: Page;
  /** Errors and warnings of the browser. */
  readonly messages: readonly string[];
}

/** Starts a browser. */
export const launch = (options: LaunchOptions): Promise<Browser> => chromium.launch(options);

/** Opens the page and waits for its first image. */
export async function openPage(browser: Browser, url: string): Promise<OpenPage> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const messages: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) messages.push(message.text());
  });
  page.on('pageerror', (error) => messages.push(String(error)));
  // Software adapters are slow on busy machines.
  page.setDefaultTimeout(120_000);
  await page.goto(url);
  await settled(page);
  return { page, messages };
}

/** Waits until the page shows the image of the last settings, or an error. */
export async function settled(page: Page): Promise<void> {
  await page.waitForSelector('figure[aria-busy=false]');
}

/** Returns the image that the page shows. */
export async function shownShot(page: Page): Promise<Shot> {
  const shot = await page.evaluate(
    () => globalThis.shown && { ...globalThis.shown, photons: [...globalThis.shown.photons] },
  );
  if (!shot) throw new Error('the page shows no image');
  return { ...shot, photons: Float32Array.from(shot.photons) };
}

/** Reads the greys on the canvas, from 0 (black) to 255. */
export async function drawnGreys(page: Page): Promise<number[]> {
  return page.evaluate(() => {
    const canvas = document.querySelector('canvas') as HTMLCanvasElement;
    const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(
      0,
      0,
      canvas.width,
      canvas.height,
    );
    return Array.from({ length: data.length / 4 }, (_, i) => data[4 * i] as number);
  });
}

/** Returns the reason why the page has no WebGPU adapter; undefined if it has one. */
export async function adapterProblem(page: Page): Promise<string | undefined> {
  return page.evaluate(async () => {
    if (!('gpu' in navigator)) return 'the browser has no WebGPU';
    return (await navigator.gpu.requestAdapter()) ? undefined : 'the browser has no WebGPU adapter';
  });
}

/** Computes the correlation of the greys of a screenshot and of the canvas, on a coarse grid. */
export async function likeness(page: Page, screenshot: Buffer): Promise<number> {
  const [drawn, seen] = await page.evaluate(async (png) => {
    const greys = (picture: CanvasImageSource): number[] => {
      const coarse = new OffscreenCanvas(64, 64).getContext('2d') as OffscreenCanvasRenderingContext2D;
      coarse.imageSmoothingQuality = 'high';
      coarse.drawImage(picture, 0, 0, 64, 64);
      return [...coarse.getImageData(0, 0, 64, 64).data].filter((_, i) => i % 4 === 0);
    };
    const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
    return [greys(document.querySelector('canvas') as HTMLCanvasElement), greys(picture)] as const;
  }, screenshot.toString('base64'));
  const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
  const covariance = (a: readonly number[], b: readonly number[]) =>
    mean(a.map((x, i) => (x - mean(a)) * ((b[i] as number) - mean(b))));
  return covariance(drawn, seen) / Math.sqrt(covariance(drawn, drawn) * covariance(seen, seen));
}

const LIST = join(import.meta.dirname, '../../examples/lysozyme/lysozyme_1vat.hkl.gz');
const reflections = parseHkl(gunzipSync(readFileSync(LIST)));

/** Computes some pixels of an experiment with the reference kernel. */
export async function referencePixels(experiment: Experiment, pixels: readonly number[]): Promise<number[]> {
  const { pixelsFast = 0, pixelsSlow = 0 } = experiment.detector ?? {};
  const mask = new Uint8Array(pixelsFast * pixelsSlow);
  for (const pixel of pixels) mask[pixel] = 1;
  const { plan } = await buildPlan(experiment, { reflections, mask });
  const prepared = await (await chooseKernel(plan, 'reference')).prepare(plan.fixed, builtinTerms);
  const into = new Float64Array(mask.length);
  await prepared.run(plan.shot, { into: { photons: [into] } });
  await prepared.close();
  return pixels.map((pixel) => into[pixel] as number);
}
