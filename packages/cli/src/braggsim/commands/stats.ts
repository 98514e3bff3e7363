import {
  countedPixels,
  type DetectorPlane,
  describePanels,
  descriptionLines,
  dSpacings,
  joinedPixels,
  type ResolutionShell,
  resolutionShells,
  shellLines,
} from '@braggsim/analysis';
import { type FileImage, fullScale, knownPanels, readMaskFiles } from '@braggsim/simulate/node';
import { figuresJson } from '../../terminal/json';
import { command } from '../../terminal/subcommand';
import { FIGURES_OPTIONS, type GivenShape, ignoredShape, isRaw, readImage, sizeInWords } from '../read-image';

function shellsOf(image: FileImage, shells: number | undefined): readonly ResolutionShell[] | undefined {
  const known = knownPanels(image);
  if (!known) return undefined;
  const spacings = image.panels.map(({ shape }, panel) => ({
    pixels: dSpacings(known.planes[panel] as DetectorPlane, known.wavelength),
    shape,
  }));
  const counted = image.panels.map((panel) => ({ ...panel, pixels: countedPixels(panel) }));
  return resolutionShells(joinedPixels(counted), joinedPixels(spacings), { ...(shells && { shells }) });
}

/** The command that describes an image. */
export const stats = command({
  name: 'stats',
  summary: 'describe an image: counts, overloads, resolution shells',
  positionals: '<image>',
  arity: [1, 1],
  options: {
    ...FIGURES_OPTIONS,
    overload: {
      type: 'number',
      flag: '--overload',
      doc: 'least value of an overloaded pixel; by default the count cutoff of the file, or else the largest value of 8 or 16 bits',
    },
    shells: {
      type: 'integer',
      min: 1,
      max: 1000,
      default: 10,
      flag: '--shells',
      doc: 'number of resolution shells of equal width in 1/d^2',
    },
  },
  description:
    'Pixels that the file or --mask masks (gaps, dead and noisy ones) are counted and excluded from all other figures. ' +
    'Images of several panels are described as a whole, with a row for each panel. Shells are listed when the file gives the position ' +
    'of its detector: SMV, CBF and NeXus. Sigma is the standard deviation of the pixels of a shell.',
  examples: ['braggsim stats intimage.img', 'braggsim stats floatimage.bin --shape 1024,1024 --json'],
  async run({ positionals: [path = ''], options }, { out, err }) {
    if (options.shape && !isRaw(path)) throw ignoredShape([path]);
    const masks = await readMaskFiles(options.mask ?? []);
    const image = await readImage(path, options.shape as GivenShape, options.frame, masks);
    for (const message of image.warnings) err(`braggsim: warning: ${message}\n`);
    const overload = options.overload ?? fullScale(image);
    const described = { ...(overload !== undefined && { overload }) };
    const description = describePanels(image.panels, described);
    const panels = image.panels.map((panel) => describePanels([panel], described));
    const shells = shellsOf(image, options.shells);
    const { path: name, format } = image;
    const shapes = image.panels.map(({ shape }) => shape);
    const figures =
      panels.length === 1
        ? { image: name, format, shape: shapes[0], ...description, shells }
        : { image: name, format, shapes, ...description, panels, shells };
    out(
      options.json
        ? figuresJson(figures)
        : `${[`${path}: ${format}, ${sizeInWords(image)}`, '', ...descriptionLines(description, panels), ...shellLines(shells)].join('\n')}\n`,
    );
  },
});
