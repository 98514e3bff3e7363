import { units } from '@braggsim/core';
import type { CompatibilityOption } from '@braggsim/core/derived';
import { type Arithmetic, pixelCountOf } from '@braggsim/core/kernel';
import { formatG, formatSeconds } from '@braggsim/core/text';
import { type Experiment, labelOutput } from '@braggsim/experiment';
import { spectrumKind } from '@braggsim/sources';
import type { OutputLoss } from '../losses';
import type { Output } from '../outputs';
import type { BuiltPlan } from '../plan';
import { digitizing } from '../readout';
import type { ImageSummary } from '../recorder';
import { imageCount, imageStartDeg } from '../series';
import { codeText } from './executed-code';

/** A run before it starts. */
export interface Forecast {
  readonly experiment: Experiment;
  readonly built: BuiltPlan;
  readonly outputs: readonly Output[];
  /** Files about the images. */
  readonly sidecars: readonly { readonly path: string }[];
  /** Compatibility options that make this run differ from the other mode. */
  readonly differing: readonly CompatibilityOption[];
  readonly samplesPerPixel: number;
  /** Readout stages that use the seed. */
  readonly seeded: ReadonlySet<string>;
  readonly kernel: string;
  /** Why `auto` took it, where more than one could be. */
  readonly kernelReason?: string;
  /** What the outputs do not keep of the images. */
  readonly losses: readonly OutputLoss[];
}

/** A completed run. */
export interface Run extends Forecast {
  readonly images: readonly ImageSummary[];
  /** Every file that was written. */
  readonly files: readonly string[];
  readonly seconds?: number;
  readonly arithmetic?: Arithmetic;
}

/** Tells whether an experiment uses its seed. */
const usesSeed = ({ readout = [], crystal, crystals = [], beam }: Experiment, seeded: ReadonlySet<string>): boolean =>
  (spectrumKind(beam?.spectrum ?? {}) === 'sase' && beam?.spectrum?.seed === undefined) ||
  readout.some(({ kind }) => seeded.has(kind)) ||
  [crystal, ...crystals].some((one) => one?.misset === 'random' && one.missetSeed === undefined);

/** Number of images and files that a report names individually. */
const LISTED_IMAGES = 5;
const LISTED_FILES = 8;

const row = (name: string, text: string): string => `  ${name.padEnd(12)}${text}`;
const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** Formats a large number with a unit prefix, such as `21 M`. */
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

const computedPixels = ({ built }: Forecast): number =>
  built.plan.fixed.panels.reduce((sum, panel) => sum + pixelCountOf(panel.region, panel), 0);

/** Describes a detector for a report: how many panels it has, numbers and size of pixels, distance and convention. */
function detectorText({ derived: { detector }, plan: { fixed } }: BuiltPlan): string {
  const { pixelsFast, pixelsSlow, pixelSize, distance, convention } = detector;
  const mm = (m: number) => formatG(units.toMm(m));
  const panels = fixed.panels.length > 1 ? `${fixed.panels.length} panels on ` : '';
  return `${panels}${pixelsFast} x ${pixelsSlow} pixels of ${mm(pixelSize)} mm at ${mm(distance)} mm, ${convention}`;
}

function spindleText({ experiment, built }: Forecast): string {
  const { scan } = built.derived;
  const images = imageCount(experiment);
  const first = imageStartDeg(experiment, built, 0);
  if (scan.width === 0) return `still at ${formatG(first)} deg${images > 1 ? `, ${images} images` : ''}`;
  const end = imageStartDeg(experiment, built, images);
  const steps = `${counted(scan.steps, 'step')} of ${formatG(units.toDegrees(scan.step))} deg`;
  return `${formatG(first)} to ${formatG(end)} deg in ${counted(images, 'image')} of ${steps}`;
}

function readoutText({ readout = [] }: Experiment): string {
  const { offset } = digitizing(readout) ?? {};
  const chain = readout.map(({ kind }) => kind).join(', ');
  return offset === undefined ? chain : `${chain} (offset ${offset} ADU)`;
}

/** Number of crystals that a report names individually. */
const LISTED_CRYSTALS = 8;

/** Returns the lines about the crystals; an experiment may have backgrounds only. */
function crystalLines({ experiment, built }: Forecast): string[] {
  const parts = (built.parts ?? []).filter(({ entry }) => entry !== undefined);
  const entries = parts.filter(({ copy }) => copy === 0);
  if (entries.length > 0) {
    const more = entries.length - LISTED_CRYSTALS;
    const copies = (entry: number | undefined) => parts.filter((part) => part.entry === entry).length;
    return [
      row('crystals', `${parts.length}, entries from 0`),
      ...entries.slice(0, LISTED_CRYSTALS).flatMap(({ entry, scale, built: one }) => {
        const text = `${crystalText(one)}, scale ${formatG(scale)}`;
        return [
          row(`  ${entry}`, copies(entry) > 1 ? `${text}, ${copies(entry)} copies` : text),
          row('', reflectionsText(one)),
        ];
      }),
      ...(more > 0 ? [row('', `and ${more} more`)] : []),
    ];
  }
  if (!experiment.crystal) return [row('crystal', 'none')];
  return [row('crystal', crystalText(built)), row('reflections', reflectionsText(built))];
}

const crystalText = ({ derived: { crystal, mosaic } }: BuiltPlan): string =>
  `${crystal.cells.join(' x ')} cells, ${crystal.shape}, ${counted(mosaic.domains, 'domain')}`;

const reflectionsText = ({ reflections, plan }: BuiltPlan): string =>
  reflections > 0 ? `${reflections}, ${plan.fixed.structure.id}` : 'all with the default amplitude';

/** Returns the lines about what stands in the way of rays. */
function obstacleLines({ beamStop, absorption }: Experiment): string[] {
  const { distanceMm, radiusMm, arm } = beamStop ?? {};
  const held = (arm?.widthMm ?? 0) > 0 ? ', with an arm' : '';
  return [
    ...(beamStop ? [row('beam stop', `radius ${radiusMm} mm at ${distanceMm} mm${held}`)] : []),
    ...(absorption ? [row('absorption', `slab of ${absorption.thicknessUm} µm, ${absorption.muPerMm} /mm`)] : []),
  ];
}

/** Returns the lines that describe a resolved experiment. */
function setupLines(forecast: Forecast): string[] {
  const { experiment, built, samplesPerPixel, differing, seeded } = forecast;
  const { beam, oversample, sources } = built.derived;
  const samples = samplesPerPixel * computedPixels(forecast) * imageCount(experiment);
  const { readout = [], background = [], compat } = experiment;
  const corrected = compat !== 'nanobragg-c';
  return [
    row(
      'beam',
      `${formatG(units.toAngstrom(beam.wavelength))} Å, ${formatG(beam.fluence)} ${beam.particle ?? 'photon'}s/m²${sources.count > 1 ? `, ${sources.count} sources` : ''}`,
    ),
    row('detector', detectorText(built)),
    ...crystalLines(forecast),
    row('spindle', spindleText(forecast)),
    ...(background.length > 0 ? [row('background', background.map(({ kind }) => kind).join(', '))] : []),
    ...obstacleLines(experiment),
    ...(readout.length > 0 ? [row('readout', readoutText(experiment))] : []),
    ...(usesSeed(experiment, seeded) ? [row('seed', String(experiment.seed))] : []),
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
  const panel = maxAt.panel > 0 ? ` of panel ${maxAt.panel}` : '';
  const bright = overloads > 0 ? `, ${counted(overloads, 'overload')}` : '';
  return row(
    `image ${number}`,
    `${formatG(startDeg)} deg: ${formatG(photons)} photons, brightest pixel ${formatG(max)} at fast ${maxAt.fast}, slow ${maxAt.slow}${panel}${bright}`,
  );
}

/** Describes the precision, its error bound, the threads, and the code that ran. */
function arithmeticText({ precision, bound, reason, threads, code }: Arithmetic): string {
  const error = bound === undefined ? '' : `, error below ${formatG(bound, 2)} of the peak of a spot`;
  const why = reason === undefined ? '' : ` (${reason})`;
  return `${precision} precision${error}${why}, ${counted(threads, 'thread')}${code ? `, ${codeText(code)}` : ''}`;
}

const impliedDigitizing = ({ outputs }: Forecast): string[] =>
  outputs.flatMap(({ pattern, implied }) => {
    if (!implied) return [];
    const { offset = 0 } = digitizing([implied]) ?? {};
    return [`${pattern}: rounded to whole numbers with an offset of ${offset}; --offset or a readout changes that`];
  });

/** Pictures are for people, and everybody knows what they hold. */
const PICTURES: readonly string[] = ['png', 'pgm'];

/** Returns what outputs that are no pictures do not keep of their images. */
export const lossLines = ({ losses, outputs }: Pick<Forecast, 'losses' | 'outputs'>): string[] =>
  losses.flatMap(({ output, words }) => {
    const { codec } = outputs.find(({ pattern }) => pattern === output) ?? {};
    return codec && PICTURES.includes(codec.id) ? [] : [`${output} does not keep ${words}`];
  });

/** What users ask for by mask files, whose loss they must hear of. */
const MASK_THINGS: readonly string[] = ['mask', 'reasons'];

/** Returns a sentence for each output that does not keep the masks of its images. */
export const maskLossWarnings = (losses: readonly OutputLoss[]): string[] =>
  losses
    .filter(({ things }) => things.some((thing) => MASK_THINGS.includes(thing)))
    .map(({ output, words }) => `'${output}' does not keep: ${words}`);

const outputNames = ({ outputs, sidecars }: Pick<Forecast, 'outputs' | 'sidecars'>): string[] => [
  ...outputs.map(({ pattern }) => pattern),
  ...sidecars.map(({ path }) => path),
];

/** Returns the paths of the files that get labels of pixels, such as the mean photon energy. */
const labelNames = ({ experiment: { output = [] } }: Pick<Forecast, 'experiment'>): string[] =>
  output.flatMap((name) => labelOutput(name)?.path ?? []);

/** Formats what a run would compute and write as lines for people, without their ends. */
export const forecastLines = (forecast: Forecast): string[] => [
  'The experiment is valid. This run would be:',
  ...setupLines(forecast),
  row('kernel', forecast.kernel),
  row('writes', [...outputNames(forecast), ...labelNames(forecast)].join(', ')),
  ...impliedDigitizing(forecast),
  ...lossLines(forecast),
];

/** Lists the files that a run wrote; only the first are named. */
export function writtenLines(files: readonly string[]): string[] {
  const more = files.length - LISTED_FILES;
  return [
    ...files.slice(0, LISTED_FILES).map((file) => `wrote ${file}`),
    ...(more > 0 ? [`and ${more} more, up to ${files.at(-1)}`] : []),
  ];
}

/** Formats what a run has computed, and the files that it wrote, as lines for people, without their ends. */
export function reportLines(run: Run): string[] {
  const { images, files, seconds = 0, kernel, arithmetic } = run;
  const moreImages = images.length - LISTED_IMAGES;
  return [
    ...setupLines(run),
    row(
      'computed',
      `in ${formatSeconds(seconds)} by the ${kernel} kernel${arithmetic ? `: ${arithmeticText(arithmetic)}` : ''}`,
    ),
    ...(run.kernelReason === undefined ? [] : [row('', run.kernelReason)]),
    ...images.slice(0, LISTED_IMAGES).map(imageLine),
    ...(moreImages > 0 ? [row('', `and ${moreImages} more`)] : []),
    ...impliedDigitizing(run),
    ...lossLines(run),
    ...writtenLines(files),
  ];
}

/** Formats the report of a completed run as JSON, with the experiment and what of it differs from the C program. */
export function reportJson({ experiment, built, differing, outputs, sidecars, losses, ...run }: Run): string {
  const { samplesPerPixel, kernel, arithmetic, seconds, images, files } = run;
  const report = {
    experiment,
    compatibility: built.compatibility,
    differing: differing.map(({ id }) => id),
    warnings: built.warnings,
    samplesPerPixel,
    kernel,
    ...(run.kernelReason !== undefined && { kernelReason: run.kernelReason }),
    ...(arithmetic && { arithmetic }),
    ...(seconds !== undefined && { seconds }),
    outputs: outputNames({ outputs, sidecars }),
    notKept: Object.fromEntries(losses.map(({ output, things }) => [output, things])),
    images,
    files,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
