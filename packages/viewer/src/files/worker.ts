import { findPeaks } from '@braggsim/analysis';
import { isBraggsimError } from '@braggsim/core';
import type { ImageMetadata } from '@braggsim/core/derived';
import { baseName } from '@braggsim/core/text';
import { scatteringOf } from '../geometry/scattering';
import { newestFirst } from '../newest';
import { radialAverage } from '../tools/radial';
import { comparisonFigures } from './comparison-figures';
import { loadedImage } from './load-image';
import type {
  FileAnswer,
  FileQuestion,
  FileQuestions,
  LoadedImage,
  LoadedMask,
  PanelPeak,
  PlainPanel,
} from './messages';
import { namesakes } from './namesakes';
import { openedFiles } from './open-files';
import { type ImageSeries, openSeries } from './series';
import { wholeFile } from './sources';
import { stackedImage } from './stacked-image';
import { writtenImage } from './written-image';

let series: ImageSeries | undefined;

/** Returns the values with NaN for masked pixels, which the functions of `analysis` ignore. */
function countedValues({ pixels, mask }: PlainPanel): ArrayLike<number> {
  if (!mask) return pixels;
  const values = Float64Array.from(pixels);
  for (let i = 0; i < mask.length; i++) if (mask[i] !== 0) values[i] = Number.NaN;
  return values;
}

const answers: { readonly [K in keyof FileQuestions]: (...args: Parameters<FileQuestions[K]>) => unknown } = {
  async open(sources, rawShape) {
    series = undefined;
    const files = openedFiles(new Map(sources.map((source) => [source.name, source])));
    const opened = await openSeries(
      files,
      sources.map(({ name }) => name),
      rawShape,
    );
    series = opened;
    const { entries, problems, damaged } = opened;
    return { entries, problems, ...(damaged !== undefined && { damaged }) };
  },
  async load(image, stack) {
    if (!series) throw new Error('no file is open');
    const { entries } = series;
    const total = entries.reduce((sum, { images }) => sum + images, 0);
    const loaded = await stackedImage(series, image, Math.min(total - image, stack.count), stack.how);
    const entry = entries.find(({ name }) => name === loaded.name);
    return loadedImage(loaded, entry?.images ?? 1);
  },
  radial(panels, metadata: ImageMetadata) {
    const scattering = scatteringOf(metadata);
    if (!scattering) throw new Error('a radial average needs a flat detector');
    return radialAverage(panels, scattering);
  },
  spots: (panels) =>
    panels.flatMap((panel, p) =>
      findPeaks(countedValues(panel), [panel.pixelsSlow, panel.pixelsFast]).map(
        (peak): PanelPeak => ({ ...peak, panel: p }),
      ),
    ),
  compare: comparisonFigures,
  async mask(sources, shapes): Promise<LoadedMask> {
    const { masksTogether } = await import('../simulate/mask-files');
    const [same] = namesakes(sources.map(({ name }) => name));
    if (same)
      throw new Error(`${same.join(' and ')} have the same name, by which other files name them: rename one of them`);
    const files = await Promise.all(
      sources.map(async (source) => [baseName(source.name), await wholeFile(source)] as const),
    );
    const { panels, warnings } = await masksTogether(new Map(files), shapes);
    return {
      panels: panels.map((panel) => panel && Uint8Array.from(panel, (reasons) => (reasons === 0 ? 0 : 1))),
      warnings,
    };
  },
  write: writtenImage,
};

const isImage = (result: unknown): result is LoadedImage =>
  typeof result === 'object' && result !== null && 'levels' in ((result as LoadedImage).panels?.[0] ?? {});

/** Buffers that are passed without a copy. */
function buffersOf(result: unknown): Transferable[] {
  if (!isImage(result)) return [];
  const arrays = result.panels.flatMap(({ pixels, mask, levels }) => [pixels, ...(mask ? [mask] : []), ...levels]);
  return [...new Set(arrays.map(({ buffer }) => buffer as ArrayBuffer))];
}

async function answer({ id, kind, args }: FileQuestion): Promise<void> {
  const reply = (message: FileAnswer, transfer: Transferable[] = []): void => postMessage(message, { transfer });
  try {
    const result = await (answers[kind] as (...args: readonly unknown[]) => unknown)(...args);
    reply({ id, result }, buffersOf(result));
  } catch (error) {
    const cause = isBraggsimError(error) ? error.cause : error;
    // After a crash of the HDF5 library its memory is in an unknown state.
    const broken = cause instanceof WebAssembly.RuntimeError;
    const isSpent = kind === 'load' && series?.hasHdf5 === true;
    reply({ id, problem: error instanceof Error ? error.message : String(error), broken, isSpent });
  }
}

/** Images are loaded one at a time, and of those that are asked for in the meantime the newest, so that the slider never waits. */
const loadNewest = newestFirst(answer);
let turn: Promise<void> = Promise.resolve();

addEventListener('message', ({ data }: MessageEvent<FileQuestion>) => {
  if (data.kind === 'load') loadNewest(data);
  else turn = turn.then(() => answer(data));
});
