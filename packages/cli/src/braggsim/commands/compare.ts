import {
  comparePanels,
  comparisonLines,
  countedPixels,
  differenceImage,
  differencePicture,
  exceededLimits,
} from '@braggsim/analysis';
import { dataError, disagreement, usageError } from '@braggsim/core';
import { openOutputs } from '@braggsim/core/node';
import { writePicture } from '@braggsim/detector-io';
import { type FileImage, type ImageMasks, readMaskFiles } from '@braggsim/simulate/node';
import { figuresJson } from '../../terminal/json';
import { command } from '../../terminal/subcommand';
import {
  FIGURES_OPTIONS,
  FRAME_OPTION,
  type GivenShape,
  ignoredShape,
  isRaw,
  readImage,
  sizeInWords,
} from '../read-image';

/** Reads both images. A raw image has the size of the other one unless a size is given. */
async function readBoth(
  [first, second]: readonly [string, string],
  [frame, referenceFrame]: readonly [number, number],
  given: GivenShape,
  masks: ImageMasks | undefined,
): Promise<[FileImage, FileImage]> {
  if (!given && isRaw(first)) {
    const reference = await readImage(second, undefined, referenceFrame, masks);
    return [await readImage(first, reference.panels[0]?.shape, frame, masks), reference];
  }
  const image = await readImage(first, given, frame, masks);
  return [image, await readImage(second, given ?? image.panels[0]?.shape, referenceFrame, masks)];
}

/** Writes a picture of the difference. @throws BraggsimError (`usage`) for images of several panels */
async function writeDifference(path: string, { panels: [image, ...others] }: FileImage, { panels }: FileImage) {
  const [reference] = panels;
  if (!image || !reference || others.length > 0) {
    throw usageError(`--diff needs images of one panel, and these have ${panels.length}: leave it out`);
  }
  const files = openOutputs([path]);
  const difference = differenceImage(countedPixels(image), countedPixels(reference));
  const picture = differencePicture(difference, image.shape);
  files.write(path, [await writePicture(picture)]);
  await files.commit();
}

const THRESHOLDS = 'Thresholds (exit code 3 when one is not met)';

/** The command that compares two images. */
export const compare = command({
  name: 'compare',
  summary: 'report the agreement of two images: correlation, sums, errors, peak distances',
  positionals: '<image> <reference>',
  arity: [2, 2],
  options: {
    ...FIGURES_OPTIONS,
    referenceFrame: { ...FRAME_OPTION, flag: '--reference-frame', doc: 'the same for the reference' },
    diff: {
      type: 'text',
      flag: '--diff',
      value: 'file.png',
      doc: 'picture of the difference: red above, blue below the reference',
    },
    peaks: {
      type: 'integer',
      min: 1,
      default: 50,
      flag: '--peaks',
      doc: 'how many of the brightest peaks of each panel to match',
      group: 'Peaks',
    },
    percentile: {
      type: 'number',
      unit: '%',
      min: 0,
      max: 100,
      default: 99,
      flag: '--percentile',
      doc: 'peaks are above this percentile of the pixels of their panel',
      group: 'Peaks',
    },
    gate: {
      type: 'number',
      unit: 'px',
      min: 0,
      default: 5,
      flag: '--gate',
      doc: 'largest distance of peaks that are matched',
      group: 'Peaks',
    },
    minCorrelation: {
      type: 'number',
      min: -1,
      max: 1,
      flag: '--min-correlation',
      doc: 'least correlation',
      group: THRESHOLDS,
    },
    maxSumError: {
      type: 'number',
      min: 0,
      flag: '--max-sum-error',
      doc: 'largest |sum ratio - 1|',
      group: THRESHOLDS,
    },
    maxError: {
      type: 'number',
      min: 0,
      flag: '--max-error',
      doc: 'largest error over the largest reference value',
      group: THRESHOLDS,
    },
    maxPeakDistance: {
      type: 'number',
      unit: 'px',
      min: 0,
      flag: '--max-peak-distance',
      doc: 'largest distance of matched peaks',
      group: THRESHOLDS,
    },
  },
  description:
    'Formats are detected from the content or the name: SMV, CBF, NeXus, TIFF, PNG of 16-bit grey, PGM, NumPy and raw floats. Peaks are the brightest of 3 x 3 pixels, and the nearest are matched ' +
    'first. Pixels masked in either image or by --mask are ignored. Figures of images of several panels refer to all their pixels; peaks are searched for in each panel separately.',
  examples: [
    'braggsim compare ours.bin c.bin --shape 1024,1024',
    'braggsim compare a.img b.img --diff diff.png --min-correlation 0.99',
    'braggsim compare lyso_master.h5 lyso_0012.cbf --frame 12',
  ],
  async run({ positionals: [first = '', second = ''], options }, { out, err }) {
    if (options.shape && !isRaw(first) && !isRaw(second)) throw ignoredShape([first, second]);
    const frames = [options.frame ?? 1, options.referenceFrame ?? 1] as const;
    const masks = await readMaskFiles(options.mask ?? []);
    const [image, reference] = await readBoth([first, second], frames, options.shape as GivenShape, masks);
    for (const message of new Set([...image.warnings, ...reference.warnings])) err(`braggsim: warning: ${message}\n`);
    const shapes = image.panels.map(({ shape }) => shape);
    if (String(shapes) !== String(reference.panels.map(({ shape }) => shape))) {
      throw dataError(
        `images of different sizes cannot be compared: ${first} has ${sizeInWords(image)}, ${second} ${sizeInWords(reference)}`,
      );
    }
    const { peaks: count, percentile, gate } = options;
    const comparison = comparePanels(image.panels, reference.panels, {
      ...(count !== undefined && { count }),
      ...(percentile !== undefined && { percentile }),
      ...(gate !== undefined && { gate }),
    });
    if (options.diff !== undefined) await writeDifference(options.diff, image, reference);
    const found = exceededLimits(comparison, options);
    out(
      options.json
        ? figuresJson({
            image: first,
            reference: second,
            ...(shapes.length === 1 ? { shape: shapes[0] } : { shapes }),
            ...comparison,
            complaints: found,
          })
        : `${[`image      ${first}`, `reference  ${second}`, '', ...comparisonLines(comparison, shapes.length)].join('\n')}\n`,
    );
    if (found.length > 0) throw disagreement(`the images do not agree: ${found.join('; ')}`);
  },
});
