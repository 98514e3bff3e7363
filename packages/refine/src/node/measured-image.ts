import { dataError, type Warning } from '@braggsim/core';
import { combinedMask, type DecodedImage, type PixelMask, type WithWarnings } from '@braggsim/core/derived';
import type { FileMetadata } from '@braggsim/detector-io';
import type { Experiment } from '@braggsim/experiment';
import type { recordingPanels } from '@braggsim/geometry';
import { imageNumber, openInspected, readMaskFiles } from '@braggsim/simulate/node';
import { calibrationOf } from '../choices';
import type { ListFacts } from '../experiment-list';
import type { Measurement } from '../select-pixels';

type RecordingPanels = ReturnType<typeof recordingPanels>;

/** Largest value of 16 bits, which overloads have. */
const FULL_16_BITS = 0xffff;

/** Formats that hold counts, from which any offset of the readout is subtracted. */
const WITHOUT_OFFSET: ReadonlySet<string> = new Set(['cbf', 'nxmx']);

/** Reads an image of any format; a raw one has the size of the detector. */
async function readImage(
  path: string,
  panels: RecordingPanels,
  frame = 1,
): Promise<{ readonly image: DecodedImage; readonly format: string; readonly facts: FileMetadata | undefined }> {
  const [only, ...others] = panels;
  const size = only && others.length === 0 ? { pixelsSlow: only.pixelsSlow, pixelsFast: only.pixelsFast } : {};
  const known = await openInspected(path, size);
  try {
    return { image: await imageNumber(known, frame), format: known.file.format, facts: known.facts };
  } finally {
    await known.file.close();
  }
}

const sizesOf = (sizes: readonly (readonly [slow: number, fast: number])[]): string =>
  sizes.map(([slow, fast]) => `${slow} x ${fast}`).join(', ');

/**
 * Reads the measured counts of a shot, with the pixels that are left out and the calibration of the counts, and warnings about mask files.
 *
 * @throws BraggsimError (`data`) for an image or mask of another size than the detector
 */
export async function measuredImage(
  path: string,
  experiment: Experiment,
  facts: Partial<ListFacts>,
  panels: RecordingPanels,
): Promise<WithWarnings<Measurement>> {
  const { image, format, facts: said } = await readImage(path, panels, facts.frame);
  const { refine = {} } = experiment;
  const expected = panels.map(({ pixelsSlow, pixelsFast }) => [pixelsSlow, pixelsFast] as const);
  const found = image.panels.map(({ shape: [slow = 0, fast = 0] }) => [slow, fast] as const);
  if (sizesOf(found) !== sizesOf(expected)) {
    throw dataError(
      `${path}: expected ${sizesOf(expected)} pixels (slow x fast), as the experiment says, found ${sizesOf(found)}`,
    );
  }
  const pedestal = facts.pedestal ?? said?.offset;
  const calibration = calibrationOf(experiment, { ...facts, ...(pedestal !== undefined && { pedestal }) });
  const { value: masks, warnings } = await masksOf(
    [
      ...(experiment.detector?.mask ?? []),
      ...(facts.mask === undefined ? [] : [facts.mask]),
      ...(refine.mask === undefined ? [] : [refine.mask]),
    ],
    panels,
  );
  const sixteen = image.panels[0]?.data instanceof Uint16Array;
  const largest = said?.saturation ?? (sixteen ? FULL_16_BITS - 1 : Number.POSITIVE_INFINITY);
  const trusted = (refine.trusted as readonly [number, number] | undefined) ??
    facts.trusted ?? [Number.NEGATIVE_INFINITY, Math.min(largest, sixteen ? FULL_16_BITS - 1 : largest)];
  const value: Measurement = {
    panels: image.panels.map(({ data }, p) => {
      const [pixelsSlow, pixelsFast] = expected[p] as readonly [number, number];
      return {
        values: data,
        pixelsSlow,
        pixelsFast,
        mask: combinedMask(image.masks?.[p], gapMask(panels[p]), ...masks.map((mask) => mask[p])),
      };
    }),
    calibration: { ...calibration, ...(WITHOUT_OFFSET.has(format) && { offset: 0 }) },
    trusted,
  };
  return { value, warnings };
}

/** Makes a mask of a panel that is not 0 in its gaps; undefined for a panel without gaps. */
function gapMask(panel: RecordingPanels[number] | undefined): PixelMask | undefined {
  if (!panel || panel.gaps.length === 0) return undefined;
  const mask = new Uint32Array(panel.pixelsFast * panel.pixelsSlow);
  for (const { fast, slow } of panel.gaps) {
    for (let row = slow[0]; row < slow[1]; row++) {
      mask.fill(1, row * panel.pixelsFast + fast[0], row * panel.pixelsFast + fast[1]);
    }
  }
  return mask;
}

/** Raw images, whose size is that of the detector. */
const RAW = /\.(bin|raw)$/i;

/**
 * Reads masks of files: images whose zeros mark pixels to leave out, masks of DIALS, and those of `.expt` and `.geom` files.
 *
 * @returns [file, panel]
 */
async function masksOf(
  paths: readonly string[],
  panels: RecordingPanels,
): Promise<WithWarnings<readonly (readonly (PixelMask | undefined)[])[]>> {
  const value: (readonly (PixelMask | undefined)[])[] = [];
  const warnings: Warning[] = [];
  const shapes = panels.map(({ pixelsSlow, pixelsFast }) => [pixelsSlow, pixelsFast] as const);
  for (const path of paths) {
    const masks = RAW.test(path) ? undefined : await readMaskFiles([path]);
    value.push(masks ? masks.masksFor(shapes) : await readMask(path, panels));
    warnings.push(...(masks?.warnings ?? []).map((message) => ({ id: 'mask-file', message })));
  }
  return { value, warnings };
}

/** Reads masks of a raw image whose zeros mark pixels to leave out. */
async function readMask(path: string, sizes: RecordingPanels): Promise<PixelMask[]> {
  const { image } = await readImage(path, sizes);
  return sizes.map(({ pixelsFast, pixelsSlow }, p) => {
    const panel = image.panels[p];
    if (panel?.shape[0] !== pixelsSlow || panel.shape[1] !== pixelsFast) {
      throw dataError(
        `the mask '${path}' should have ${pixelsSlow} x ${pixelsFast} pixels (slow x fast) in panel ${p}, found ${panel?.shape.join(' x ') ?? 'none'}`,
      );
    }
    return Uint32Array.from(panel.data, (value) => (value === 0 ? 1 : 0));
  });
}
