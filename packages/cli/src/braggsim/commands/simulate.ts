import type { CompatibilityOption } from '@braggsim/core/derived';
import { samplesPerPixel } from '@braggsim/core/kernel';
import { writeCache } from '@braggsim/reflections';
import {
  chooseKernel,
  compatibilityDifferences,
  type EncodedFile,
  headerWarnings,
  imageCount,
  type Output,
  outputsOf,
} from '@braggsim/simulate';
import { lossesOf, nodeKernels, rawSizeOf, readMaskFiles, sidecarsOf, writeSeries } from '@braggsim/simulate/node';
import { explain, forecastLines, maskLossWarnings, type Run, reportJson, reportLines } from '@braggsim/simulate/text';
import type { Terminal } from '../../terminal/command';
import { keepGeneratedModules, keepStructureFactors } from '../../terminal/kept-modules';
import { progressBar } from '../../terminal/progress-bar';
import { type Arguments, command, type IgnoredFlags } from '../../terminal/subcommand';
import { experimentOptions, experimentOptionsWith } from '../experiment-options';
import { nexusOptions, nexusParameters } from '../nexus-options';
import { type Preparation, prepare } from '../preparation';

const ownOptions = {
  compression: { ...nexusOptions.compression, group: 'Run' },
  imagesPerFile: { ...nexusOptions.imagesPerFile, group: 'Run' },
  dryRun: {
    type: 'boolean',
    flag: '--dry-run',
    group: 'Run',
    doc: 'check everything and report what would be done, without computing or writing anything',
  },
  explain: {
    type: 'boolean',
    flag: '--explain',
    group: 'Run',
    doc: 'explain what was resolved and what differs from the C program, and stop',
  },
  json: { type: 'boolean', flag: '--json', group: 'Run', doc: 'print the report as JSON' },
  quiet: { type: 'boolean', flag: '--quiet', short: '-q', group: 'Run', doc: 'print no report and no progress bar' },
} as const;

const options = { ...experimentOptions, ...ownOptions };

/** Returns the path of the structure factor cache where one is requested for a list. */
function cacheFile({ experiment, inputs: { reflections } }: Preparation): EncodedFile[] {
  const { file, cache, default: defaultF = 0 } = experiment.structureFactors ?? {};
  if (!file || !cache || !reflections) return [];
  return [{ path: cache, chunks: [writeCache(reflections, defaultF)] }];
}

const say = ({ out }: Terminal, lines: readonly string[]) => out(lines.map((line) => `${line}\n`).join(''));

/** Prints warnings and the seed to stderr, where everything besides the report goes. */
async function consequences(
  preparation: Preparation,
  outputs: readonly Output[],
  terminal: Terminal,
): Promise<readonly CompatibilityOption[]> {
  const { experiment, inputs, built, stages } = preparation;
  const warnings = [...built.warnings.map(({ message }) => message), ...headerWarnings(outputs, built.metadata)];
  for (const message of warnings) terminal.err(`braggsim: warning: ${message}\n`);
  return compatibilityDifferences(experiment, inputs, experiment.compat === 'nanobragg-c' ? 'corrected' : 'c', stages);
}

/**
 * Computes and writes the images of a command line.
 *
 * @param omitted sections of the experiment file that are ignored
 */
export async function simulated(
  args: Arguments<typeof options>,
  terminal: Terminal,
  omitted?: readonly string[],
): Promise<void> {
  // The first use of `performance` loads a module of Node.
  const started = Date.now();
  const { json = false, quiet = false, dryRun = false } = args.options;
  await keepStructureFactors();
  const preparation = await prepare(args as Arguments, omitted);
  const { experiment, inputs, built, stages } = preparation;
  if (args.options.explain) return say(terminal, await explain(experiment, inputs, built, stages, preparation.plugins));
  const outputs = await outputsOf(experiment.output, imageCount(experiment), experiment.readout, stages.codecs);
  const stored = await nexusParameters(args.options, outputs);
  const sidecars = sidecarsOf(experiment.output, outputs, built.derived.detector);
  const { panels } = built.plan.fixed;
  const masks = await readMaskFiles(experiment.detector?.mask ?? [], rawSizeOf(panels));
  // Read before anything is computed, so that a mask of another size is refused at once.
  const panelMasks = masks?.masksFor(panels.map(({ pixelsSlow, pixelsFast }) => [pixelsSlow, pixelsFast] as const));
  const losses = lossesOf(outputs, built.metadata, { masks: panelMasks, readout: experiment.readout });
  for (const message of maskLossWarnings(losses))
    terminal.err(`braggsim: warning: ${message}
`);
  for (const message of masks?.warnings ?? []) terminal.err(`braggsim: warning: ${message}\n`);
  const differing = await consequences(preparation, outputs, terminal);
  const about = {
    experiment,
    built,
    outputs,
    sidecars,
    differing,
    samplesPerPixel: samplesPerPixel(built.plan),
    seeded: preparation.seeded,
    losses,
  };
  if (dryRun) {
    const forecast = {
      ...about,
      kernel: (await chooseKernel(built.plan, experiment.sampling?.kernel, nodeKernels)).id,
    };
    return json
      ? terminal.out(reportJson({ ...forecast, images: [], files: [] }))
      : say(terminal, forecastLines(forecast));
  }
  const bar = terminal.interactive && !quiet ? progressBar(terminal.err) : undefined;
  const series = { ...about, stages: preparation.stages, stored, masks, others: cacheFile(preparation) };
  const progress = (fraction: number) => bar?.update(fraction);
  await keepGeneratedModules(preparation.plugins);
  const written = await writeSeries(series, { signal: terminal.signal, progress }).finally(() => bar?.end());
  const result: Run = { ...about, ...written, seconds: (Date.now() - started) / 1000 };
  if (json) terminal.out(reportJson(result));
  else if (!quiet) say(terminal, reportLines(result));
}

/** Flags that have no effect in a dry run. */
export const IGNORED_IN_DRY_RUN: IgnoredFlags = {
  beside: '--dry-run',
  flags: ['--quiet'],
  why: 'a dry run only prints its report',
};

/** The command that computes image files from an experiment. */
export const simulate = command({
  name: 'simulate',
  summary: 'compute diffraction images from an experiment file, flags, or both',
  positionals: '[experiment.yaml]',
  arity: [0, 1],
  description:
    'Flags take precedence over the file, and a later flag over an equal earlier one. Files named in the experiment file, outputs included, are relative to its folder. ' +
    'The extension of an output determines its format: .img and .smv (16-bit), .cbf and .nxs (32-bit), .bin, .npy ' +
    'and .tif (float), .png and .pgm (pictures). # in a name is the number of the image. XDS.INP, an .expt (DIALS), a .geom ' +
    '(CrystFEL) or a .txt (parameters for the import into DIALS) among the outputs describes the images. Files of whole numbers without a digitizing readout are ' +
    'rounded; those of 16 bits get an offset of 40.',
  options,
  pluginOptions: (plugins) => ({ ...experimentOptionsWith(plugins), ...ownOptions }),
  ignored: [
    {
      beside: '--explain',
      flags: ['--dry-run', '--json', '--quiet', '--compression', '--images-per-file'],
      why: 'it prints a text that explains what was resolved, and stops',
    },
    IGNORED_IN_DRY_RUN,
  ],
  examples: [
    'braggsim simulate lysozyme.yaml',
    'braggsim simulate lysozyme.yaml --distance 200 --images 10 -o out/lyso_####.img',
    'braggsim simulate lysozyme.yaml -o lyso_####.cbf -o XDS.INP -o import.txt',
    'braggsim simulate --default-f 100 --cell 80,80,40 --ncells 5,5,5 --detpixels 512 --noise -o image.img',
  ],
  run: (args, terminal) => simulated(args, terminal),
});
