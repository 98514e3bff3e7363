import { dirname } from 'node:path';
import { type StageRequest, usageError } from '@braggsim/core';
import { makeFolder, openOutputs } from '@braggsim/core/node';
import { type ExperimentTables, experimentTables, SHORTHANDS, threads, withStages } from '@braggsim/experiment';
import { readExperimentFile } from '@braggsim/experiment/node';
import { readoutThreads } from '@braggsim/noise/node';
import { isSidecar, mainOutput, nameOf, outputsOf, prepareReadout, type ReadoutPanel } from '@braggsim/simulate';
import {
  countImages,
  expectedImages,
  type OutputLoss,
  readMaskFiles,
  readStageImage,
  recordImages,
  seriesStacks,
  warningsOf,
} from '@braggsim/simulate/node';
import { lossLines, maskLossWarnings, writtenLines } from '@braggsim/simulate/text';
import { command } from '../../terminal/subcommand';
import { nexusOptions, nexusParameters } from '../nexus-options';
import { chainOf, checkNoEffects, effectOptions } from '../noise-effects';
import { type GivenShape, ignoredShape, isRaw, MASK_OPTION, openSized } from '../read-image';

const options = {
  shape: {
    type: 'numbers',
    count: 2,
    flag: '--shape',
    value: 'slow,fast',
    doc: 'rows and columns of raw float images',
  },
  frame: {
    type: 'integer',
    min: 1,
    flag: '--frame',
    doc: 'number of one image of a file that holds several, from 1; all of them by default',
  },
  mask: MASK_OPTION,
  output: {
    type: 'stringList',
    flag: '--out',
    short: '-o',
    value: 'file',
    doc: 'image to write: the extension determines the format, # is the number of the image; may be repeated',
  },
  seed: {
    type: 'integer',
    min: 0,
    max: 2 ** 31 - 2,
    flag: '--seed',
    doc: 'seed of the random numbers; by default that of --chain, or else the time',
  },
  image: {
    type: 'integer',
    min: 0,
    flag: '--image',
    doc: 'number of the first image in its series, from 0, which selects its random numbers; by default its position in the file',
  },
  threads,
  chain: {
    type: 'text',
    flag: '--chain',
    value: 'file',
    doc: 'experiment file whose readout is applied instead of the effects below',
  },
  plugin: SHORTHANDS.plugin,
  ...nexusOptions,
  ...effectOptions,
} as const;

/** Tells whether a stage draws with the seed. */
const draws = (chain: readonly StageRequest[], { seeded }: ExperimentTables): boolean =>
  chain.some(({ kind }) => seeded.has(kind));

/** Describes the effects that were applied, and the seed where one of them used it. */
const effectsLine = (chain: readonly StageRequest[], seed: number, tables: ExperimentTables): string => {
  return `${chain.map(({ kind }) => kind).join(', ')}${draws(chain, tables) ? `; seed ${seed}` : ''}`;
};

/** The command that adds detector noise to computed images. */
export const noise = command({
  name: 'noise',
  summary: 'add noise and detector effects to images of expected photons',
  positionals: '<image>',
  arity: [1, 1],
  options,
  pluginOptions: () => options,
  description:
    'The file holds expected photons: float images, or counts that are used as such, minus the offset that the file gives. ' +
    'All of its images and panels are recorded; outputs are those of braggsim simulate, including files about the images.',
  examples: [
    'braggsim noise floatimage.bin --shape 1024,1024 --calibration 0.01 --read-noise 2 --seed 1 -o noisy.img',
    'braggsim noise photons.npy --chain jungfrau.yaml -o recorded.tif',
    'braggsim noise series.nxs --read-noise 2 --type i32 -o noisy_####.cbf -o XDS.INP',
  ],
  async run({ positionals: [path = ''], options: given, plugins = [] }, { out, err, signal }) {
    const tables = experimentTables(plugins);
    const { output: names = [], chain: file, frame, image: start } = given;
    if (names.every(isSidecar)) throw usageError('braggsim noise needs a name for its output: -o noisy.img');
    if (file !== undefined) checkNoEffects(given);
    else if (plugins.length > 0) throw usageError('--plugin adds stages for the readout of --chain: give --chain, too');
    const described = file === undefined ? undefined : await readExperimentFile(file, tables);
    const chain = described ? (described.readout ?? []) : chainOf(given);
    if (chain.length === 0) throw usageError(`'${file}' has no readout, and --chain needs an experiment file with one`);
    const seed = given.seed ?? described?.seed ?? Math.floor(Date.now() / 1000);
    if (given.shape && !isRaw(path)) throw ignoredShape([path]);
    const known = await openSized(path, given.shape as GivenShape, await readMaskFiles(given.mask ?? []));
    for (const message of warningsOf(known)) err(`braggsim: warning: ${message}\n`);
    const workers = readoutThreads(given.threads);
    try {
      const count = frame === undefined ? await countImages(known) : 1;
      const outputs = await outputsOf(names, count, chain);
      const stored = await nexusParameters(given, outputs);
      const first = start ?? (frame ?? 1) - 1;
      const numbers = Array.from({ length: count }, (_, i) => first + i);
      const paths = [
        ...outputs.flatMap((output) => (output.together ? output.pattern : numbers.map((i) => nameOf(output, i)))),
        ...names.filter(isSidecar),
      ];
      for (const folder of new Set(paths.map((name) => dirname(name)))) makeFolder(folder);
      const files = openOutputs(paths);
      const written: string[] = [];
      const losses: OutputLoss[] = [];
      const lose = (found: readonly OutputLoss[]) => void losses.push(...found);
      try {
        const resources = { runner: workers, readImage: readStageImage, stages: withStages(plugins).readouts };
        const readoutFor = (panels: readonly ReadoutPanel[]) => prepareReadout(chain, panels, seed, resources);
        const warn = (message: string) => err(`braggsim: warning: ${message}\n`);
        const stacks = await seriesStacks(files, outputs, stored);
        const options = {
          ...{ outputs, readoutFor, resources, stored, stacks, names },
          ...{ path, warn, facts: known.facts, lose, signal },
        };
        for await (const made of recordImages(expectedImages(known, { frame, start }), options)) {
          await files.written();
          for (const one of made) await stacks.write(one);
          await stacks.settled(1);
          written.push(...made.map((file) => file.path));
        }
        await files.commit();
      } finally {
        await files.discard();
      }
      // Formats of other programs keep most of it, which the report says; arrays keep nothing, which is a warning.
      const isRead = ({ output }: OutputLoss) =>
        mainOutput(outputs.filter(({ pattern }) => pattern === output)) !== undefined;
      const rest = losses
        .filter((loss) => !isRead(loss))
        .map(({ output, words }) => `'${output}' does not keep: ${words}`);
      for (const message of [...maskLossWarnings(losses.filter(isRead)), ...rest])
        err(`braggsim: warning: ${message}\n`);
      const kept = lossLines({ losses: losses.filter(isRead), outputs });
      out(`${[effectsLine(chain, seed, tables), ...kept, ...writtenLines(written)].join('\n')}\n`);
    } finally {
      await workers.close();
      await known.file.close();
    }
  },
});
