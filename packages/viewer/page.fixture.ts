import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ImageMetadata } from '@braggsim/core/derived';
import type { Experiment } from '@braggsim/experiment';
import { parseHkl } from '@braggsim/reflections';
import { buildPlan, builtinTerms, chooseKernel } from '@braggsim/simulate';
import {
  type Browser,
  type BrowserContextOptions,
  chromium,
  type JSHandle,
  type LaunchOptions,
  type Page,
} from 'playwright-core';
import { preview } from 'vite';
import { buildPage } from './built-page.fixture';
import type { ShotFacts } from './src/app/model';

/** The built page on a server of its own. */
export interface ServedPage {
  readonly url: string;
  /** The built page. */
  readonly folder: string;
  close(): Promise<void>;
}

/** Serves a built page on a free port. */
export async function serveFolder(folder: string): Promise<ServedPage> {
  const server = await preview({
    root: import.meta.dirname,
    logLevel: 'warn',
    build: { outDir: folder },
    preview: { port: 0 },
  });
  return { url: server.resolvedUrls?.local[0] ?? '', folder, close: () => server.close() };
}

/** Builds the page and serves it on a free port. */
export async function servePage(): Promise<ServedPage> {
  const site = await serveFolder(await buildPage());
  return {
    ...site,
    close: async () => {
      await site.close();
      rmSync(site.folder, { recursive: true });
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
export async function openPage(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, ...options });
  const messages: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) messages.push(message.text());
  });
  page.on('pageerror', (error) => messages.push(String(error)));
  const { host } = new URL(url);
  page.on('request', (request) => {
    const address = new URL(request.url());
    if (!['data:', 'blob:'].includes(address.protocol) && address.host !== host) messages.push(`request to ${address}`);
  });
  // Software adapters are slow on busy machines.
  page.setDefaultTimeout(30_000);
  await page.goto(url);
  await page.waitForSelector('#stage');
  return { page, messages };
}

/** Waits until the page shows the image of the last settings, or an error. */
export async function settled(page: Page): Promise<void> {
  await page.waitForSelector('#stage[aria-busy=false]');
}

/** An image that the page shows, and how it was made. */
export interface SeenImage {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly metadata: ImageMetadata;
  readonly unknown: readonly string[];
  /** Pixels of the panels, one after the other. */
  readonly pixels: readonly number[];
}

/** Brings numbers of the page here as the text of their bytes, which takes a hundredth of the time of numbers one by one. */
async function fetchNumbers(values: JSHandle<ArrayLike<number>>): Promise<number[]> {
  const base64 = await values.evaluate((numbers) => {
    const bytes = new Uint8Array(Float64Array.from(numbers).buffer);
    // A call takes a limited number of arguments.
    const parts = Array.from({ length: Math.ceil(bytes.length / 2 ** 15) }, (_, i) =>
      String.fromCharCode(...bytes.subarray(i * 2 ** 15, (i + 1) * 2 ** 15)),
    );
    return btoa(parts.join(''));
  });
  return [...new Float64Array(new Uint8Array(Buffer.from(base64, 'base64')).buffer)];
}

/** Returns the image that the page shows. */
export async function shownOnPage(page: Page): Promise<SeenImage> {
  const shown = await page.evaluateHandle(() => {
    const { settings, session } = globalThis.braggsim ?? {};
    const image = settings?.get().mode === 'view' ? session?.get().viewed : session?.get().simulated;
    if (!image) throw new Error('the page shows no image');
    return image;
  });
  const facts = await shown.evaluate(({ name, width, height, metadata, unknown }) => ({
    name,
    width,
    height,
    metadata,
    unknown,
  }));
  const pixels = await shown.evaluateHandle(({ panels }) => panels.flatMap(({ pixels }) => [...pixels]));
  return { ...facts, pixels: await fetchNumbers(pixels) };
}

/** Returns how the simulated image was made. */
export async function shownShot(
  page: Page,
): Promise<ShotFacts & { readonly photons: Float32Array; readonly metadata: ImageMetadata }> {
  await page.waitForFunction(() => globalThis.braggsim?.session.get().shot?.isPreview === false);
  const shot = await page.evaluate(() => globalThis.braggsim?.session.get().shot);
  if (!shot) throw new Error('the page shows no simulation');
  const { pixels, metadata } = await shownOnPage(page);
  return { ...shot, metadata, photons: Float32Array.from(pixels) };
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Problems of accessibility that are serious or worse. */
export async function seriousProblems(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations
      .filter(({ impact }) => ['serious', 'critical'].includes(impact))
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  });
}

/** Reads the greys on the canvas, from 0 (black) to 255. */
export async function drawnGreys(page: Page): Promise<number[]> {
  const greys = await page.evaluateHandle(() => {
    const canvas = document.querySelector('canvas') as HTMLCanvasElement;
    const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(
      0,
      0,
      canvas.width,
      canvas.height,
    );
    return data.filter((_, i) => i % 4 === 0);
  });
  return fetchNumbers(greys);
}

/** Returns the reason why the page has no WebGPU adapter; undefined if it has one. */
export async function adapterProblem(page: Page): Promise<string | undefined> {
  return page.evaluate(async () => {
    if (!('gpu' in navigator)) return 'the browser has no WebGPU';
    return (await navigator.gpu.requestAdapter()) ? undefined : 'the browser has no WebGPU adapter';
  });
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
