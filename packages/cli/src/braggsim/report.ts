import { type Choice, type Experiment, formatG, units } from '@braggsim/core';
import type { BuiltPlan } from '@braggsim/simulate';
import { formatSeconds } from '../durations';
import { IMPLIED_DIGITIZE, type ImageSummary } from './images';
import type { Output } from './output-names';
import { usesSeed } from './preparation';
import { digitizing } from './recording';
import { imageCount, startOf } from './series';

/** A run before it is done. */
export interface Forecast {
  readonly experiment: Experiment;
  readonly built: BuiltPlan;
  readonly outputs: readonly Output[];
  /** Choices in which this run and the other mode differ. */
  readonly differing: readonly Choice[];
  readonly samplesPerPixel: number;
  readonly kernel: string;
}

/** A run that is done. */
export interface Run extends Forecast {
  readonly images: readonly ImageSummary[];
  readonly seconds?: number;
}

/** Images that a report names one by one. */
const LISTED_IMAGES = 5;

const row = (name: string, text: string): string => `  ${name.padEnd(12)}${text}`;
const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** A large number with a unit prefix: `21 M`. */
function large(x: number): string {
  const [power = 0, prefix = ''] = (
    [
      [1e12, ' T'],
      [1e9, ' G'],
      [1e6, ' M'],
      [1e3, ' k'],
    ] as const
  ).find(([p]) => x >= p) ?? [1];
  return `${formatG(x / power, 3)}${prefix}`;
}

function computedPixels({ built }: Forecast): number {
  const { roi, pixelsFast, pixelsSlow } = built.derived.detector;
  const span = (first: number, last: number, pixels: number) => Math.min(last, pixels - 1) - first + 1;
  return span(roi[0], roi[1], pixelsFast) * span(roi[2], roi[3], pixelsSlow);
}

function spindleText({ experiment, built }: Forecast): string {
  const { scan } = built.derived;
  const images = imageCount(experiment);
  const first = startOf(experiment, built, 0);
  if (scan.width === 0) return `still at ${formatG(first)} deg${images > 1 ? `, ${images} images` : ''}`;
  const end = startOf(experiment, built, images);
  const steps = `${counted(scan.steps, 'step')} of ${formatG(units.toDegrees(scan.step))} deg`;
  return `${formatG(first)} to ${formatG(end)} deg in ${counted(images, 'image')} of ${steps}`;
}

function readoutText({ readout = [] }: Experiment): string {
  const { offset } = digitizing(readout) ?? {};
  const chain = readout.map(({ kind }) => kind).join(', ');
  return offset === undefined ? chain : `${chain} (offset ${offset} ADU)`;
}

/** What an experiment came to, in lines. */
function setupLines(forecast: Forecast): string[] {
  const { experiment, built, samplesPerPixel, differing } = forecast;
  const { beam, detector, crystal, mosaic, oversample, sources } = built.derived;
  const mm = (m: number) => formatG(units.toMm(m));
  const samples = samplesPerPixel * computedPixels(forecast) * imageCount(experiment);
  const { readout = [], background = [], compat } = experiment;
  const corrected = compat !== 'nanobragg-c';
  return [
    row(
      'beam',
      `${formatG(units.toAngstrom(beam.wavelength))} Å, ${formatG(beam.fluence)} photons/m²${sources.count > 1 ? `, ${sources.count} sources` : ''}`,
    ),
    row(
      'detector',
      `${detector.pixelsFast} x ${detector.pixelsSlow} pixels of ${mm(detector.pixelSize)} mm at ${mm(detector.distance)} mm, ${detector.convention}`,
    ),
    row('crystal', `${crystal.cells.join(' x ')} cells, ${crystal.shape}, ${counted(mosaic.domains, 'domain')}`),
    row(
      'reflections',
      built.reflections > 0 ? `${built.reflections}, ${built.plan.fixed.structure.id}` : 'all of the default amplitude',
    ),
    row('spindle', spindleText(forecast)),
    ...(background.length > 0 ? [row('background', background.map(({ kind }) => kind).join(', '))] : []),
    ...(readout.length > 0 ? [row('readout', readoutText(experiment))] : []),
    ...(usesSeed(experiment) ? [row('seed', String(experiment.seed))] : []),
    row('samples', `${samplesPerPixel} per pixel (${oversample} x ${oversample} subpixels), ${large(samples)} in all`),
    ...(differing.length > 0
      ? [
          row(corrected ? 'unlike C' : 'as C', differing.map(({ id }) => id).join(', ')),
          row('', `(braggsim explain says more${corrected ? '' : '; --compat corrected avoids these faults'})`),
        ]
      : []),
  ];
}

function imageLine({ number, startDeg, photons, max, maxAt, overloads }: ImageSummary): string {
  const bright = overloads > 0 ? `, ${counted(overloads, 'overload')}` : '';
  return row(
    `image ${number}`,
    `${formatG(startDeg)} deg: ${formatG(photons)} photons, brightest pixel ${formatG(max)} at fast ${maxAt.fast}, slow ${maxAt.slow}${bright}`,
  );
}

const impliedDigitizing = ({ experiment, outputs }: Forecast): string[] => {
  const whole = outputs.filter(({ codec }) => codec.id === 'smv');
  if (whole.length === 0 || digitizing(experiment.readout ?? [])) return [];
  const { offset = 0 } = digitizing([IMPLIED_DIGITIZE]) ?? {};
  return [
    `${whole.map(({ pattern }) => pattern).join(', ')}: rounded to whole numbers with an offset of ${offset}; --offset or a readout changes that`,
  ];
};

/** What a run would do. */
export const forecastLines = (forecast: Forecast): string[] => [
  'Nothing is wrong. This run would be:',
  ...setupLines(forecast),
  row('kernel', forecast.kernel),
  row('writes', forecast.outputs.map(({ pattern }) => pattern).join(', ')),
  ...impliedDigitizing(forecast),
];

/** What a run did. */
export function reportLines(run: Run): string[] {
  const { images, seconds = 0, kernel } = run;
  const listed = images.slice(0, LISTED_IMAGES);
  const more = images.length - listed.length;
  const files = listed.flatMap((image) => image.files);
  return [
    ...setupLines(run),
    row('computed', `in ${formatSeconds(seconds)} by the ${kernel} kernel`),
    ...listed.map(imageLine),
    ...(more > 0 ? [row('', `and ${more} more`)] : []),
    ...impliedDigitizing(run),
    ...files.map((file) => `wrote ${file}`),
    ...(more > 0 ? [`and the files of ${more} more images`] : []),
  ];
}

/** The same for programs. */
export function reportJson({
  experiment,
  built,
  outputs,
  differing,
  samplesPerPixel,
  kernel,
  images,
  seconds,
}: Run): string {
  const report = {
    experiment,
    choices: built.choices,
    differing: differing.map(({ id }) => id),
    warnings: built.warnings,
    samplesPerPixel,
    kernel,
    ...(seconds !== undefined && { seconds }),
    outputs: outputs.map(({ pattern }) => pattern),
    images,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
