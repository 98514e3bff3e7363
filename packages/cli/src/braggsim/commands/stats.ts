import {
  describeImage,
  dSpacings,
  type ImageDescription,
  type ResolutionShell,
  resolutionShells,
} from '@braggsim/analysis';
import { formatG } from '@braggsim/core';
import { command } from '../command';
import { knownPlate } from '../known-plate';
import { type FileImage, FRAME_OPTION, type GivenShape, readImage, SHAPE_OPTION } from '../read-image';

/** A pixel of 16 bits at its largest value counts as overloaded, one of 8 bits likewise; others never do. */
function fullScale({ pixels }: FileImage): number | undefined {
  if (pixels instanceof Uint16Array) return 0xffff;
  return pixels instanceof Uint8Array ? 0xff : undefined;
}

function shellsOf(image: FileImage, shells: number | undefined): readonly ResolutionShell[] | undefined {
  const plate = knownPlate(image.facts, image.shape);
  if (!plate) return undefined;
  return resolutionShells(image.pixels, dSpacings(plate.detector, plate.wavelength), { ...(shells && { shells }) });
}

const g = (x: number): string => (x === Number.POSITIVE_INFINITY ? 'infinite' : formatG(x));

function shellLines(shells: readonly ResolutionShell[] | undefined): string[] {
  if (!shells) return ['', 'no resolution shells: the file does not say where its plate is'];
  const row = (...cells: readonly string[]) => cells.map((cell) => cell.padStart(12)).join('');
  return [
    '',
    row('from (A)', 'to (A)', 'pixels', 'mean', 'sigma'),
    ...shells.map(({ from, to, pixels, mean, sigma }) => row(g(from), g(to), `${pixels}`, g(mean), g(sigma))),
  ];
}

const lines = ({ path, format, shape }: FileImage, d: ImageDescription): string[] => [
  `${path}: ${format}, ${shape[0]} x ${shape[1]} pixels (slow x fast)`,
  '',
  `sum         ${g(d.sum)}`,
  `mean        ${g(d.mean)}`,
  `rms         ${g(d.rms)}`,
  `deviation   ${g(d.deviation)}`,
  `min         ${g(d.min)}`,
  `max         ${g(d.max)} at fast ${d.maxAt.fast}, slow ${d.maxAt.slow}`,
  ...d.percentiles.map(({ percentile, value }) => `${`${percentile} %`.padEnd(11)} ${g(value)}`),
  `pixels      ${d.pixels}: ${d.zero} zero, ${d.negative} negative, ${d.notANumber} not a number, ${d.overloads} overloaded`,
];

/** What an image holds. */
export const stats = command({
  name: 'stats',
  summary: 'describe an image: counts, overloads, resolution shells',
  positionals: '<image>',
  arity: [1, 1],
  options: {
    shape: SHAPE_OPTION,
    frame: FRAME_OPTION,
    overload: {
      type: 'number',
      flag: '--overload',
      doc: 'least value of an overloaded pixel; the largest of 8 or 16 bits when absent',
    },
    shells: {
      type: 'integer',
      min: 1,
      max: 1000,
      default: 10,
      flag: '--shells',
      doc: 'resolution shells, equally wide in 1/d^2',
    },
    json: { type: 'boolean', flag: '--json', doc: 'print all figures as JSON' },
  },
  description:
    'Shells are given when the file says where its plate is: SMV, CBF, whose plates are normal to the beam, and NeXus. Sigma is the deviation of the pixels of a shell from their mean.',
  examples: ['braggsim stats intimage.img', 'braggsim stats floatimage.bin --shape 1024,1024 --json'],
  async run({ positionals: [path = ''], options }, { out }) {
    const image = await readImage(path, options.shape as GivenShape, options.frame);
    const overload = options.overload ?? fullScale(image);
    const description = describeImage(image.pixels, image.shape, { ...(overload !== undefined && { overload }) });
    const shells = shellsOf(image, options.shells);
    out(
      options.json
        ? `${JSON.stringify({ image: path, format: image.format, shape: image.shape, ...description, shells }, null, 2)}\n`
        : `${[...lines(image, description), ...shellLines(shells)].join('\n')}\n`,
    );
  },
});
