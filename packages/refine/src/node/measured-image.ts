import { dataError, type Warning } from '@braggsim/core';
import { combinedMask, type DecodedImage, type PixelMask, type WithWarnings } from '@braggsim/core/derived';
import type { FileMetadata } from '@braggsim/detector-io';
import type { Experiment } from '@braggsim/experiment';
import type { recordingPanels } from '@braggsim/geometry';
import { imageNumber, openInspected, rawSizeOf, readMaskFiles } from '@braggsim/simulate/node';
import type { ListFacts } from '../experiment-list';
import type { Measurement } from '../select-pixels';
import { valueFacts } from '../value-facts';

type RecordingPanels = ReturnType<typeof recordingPanels>;

/** Formats that hold counts, from which any offset of the readout is subtracted. */
const WITHOUT_OFFSET: ReadonlySet<string> = new Set(['cbf', 'nxmx']);

/** Reads an image of any format. */
async function readImage(
  path: string,
  size: ReturnType<typeof rawSizeOf>,
  frame = 1,
): Promise<{ readonly image: DecodedImage; readonly format: string; readonly facts: FileMetadata | undefined }> {
  const known = await openInspected(path, { ...size });
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
  const rawSize = rawSizeOf(panels);
  const { image, format, facts: imageFacts } = await readImage(path, rawSize, facts.frame);
  const { refine = {} } = experiment;
  const expected = panels.map(({ pixelsSlow, pixelsFast }) => [pixelsSlow, pixelsFast] as const);
  const found = image.panels.map(({ shape: [slow = 0, fast = 0] }) => [slow, fast] as const);
  if (sizesOf(found) !== sizesOf(expected)) {
    throw dataError(
      `${path}: expected ${sizesOf(expected)} pixels (slow x fast), as the experiment says, found ${sizesOf(found)}`,
    );
  }
  const files = [...(experiment.detector?.mask ?? []), facts.mask, refine.mask].filter((file) => file !== undefined);
  const masks = await readMaskFiles(files, rawSize);
  const masked = masks?.[refine.trusted ? 'applyMarks' : 'apply'](image) ?? image;
  const { calibration, trusted } = valueFacts(experiment, {
    image: imageFacts,
    list: facts,
    masks: masks?.described(undefined),
    isSixteenBits: image.panels[0]?.data instanceof Uint16Array,
  });
  const warnings: Warning[] = (masks?.warnings ?? []).map((message) => ({ id: 'mask-file', message }));
  const value: Measurement = {
    panels: image.panels.map(({ data }, p) => {
      const [pixelsSlow, pixelsFast] = expected[p] as readonly [number, number];
      return {
        values: data,
        pixelsSlow,
        pixelsFast,
        mask: combinedMask(masked.masks?.[p], gapMask(panels[p])),
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
