import { basename } from 'node:path';
import { interrupted, type NamedFile, usageError } from '@braggsim/core';
import { openOutputs } from '@braggsim/core/node';
import { besideFile, numbered } from '@braggsim/core/text';
import { codecFor } from '@braggsim/detector-io';
import { HELD_THINGS, type HeldThing, lostThings } from '@braggsim/detector-io/conversions';
import { metadataOf } from '@braggsim/simulate';
import { converted, misplaced, missingMetadata } from '@braggsim/simulate/images';
import { everyImage, openInspected, readMaskFiles, seriesStacks, warningsOf } from '@braggsim/simulate/node';
import { command } from '../../terminal/subcommand';
import { nexusOptions, nexusParameters } from '../nexus-options';
import { ignoredShape, isRaw, MASK_OPTION, SHAPE_OPTION } from '../read-image';

interface HeaderFlags {
  readonly header?: string | undefined;
  readonly force?: boolean | undefined;
}

/** Checks flags for headers. @throws BraggsimError (`usage`) for flags about headers that the output does not have */
function checkHeaderFlags({ header, force }: HeaderFlags, format: string, output: string): void {
  if (header !== undefined && format !== 'smv') {
    throw usageError(`--header applies to SMV images, and '${output}' is not one: leave it out`);
  }
  if (!force) return;
  if (format !== 'smv' && format !== 'cbf') {
    throw usageError(`--force applies to SMV and CBF headers, and '${output}' has none: leave it out`);
  }
  if (header === 'c')
    throw usageError('--force has no effect with --header c, which refuses no detector: leave it out');
}

/** The command that converts images between formats. */
export const convert = command({
  name: 'convert',
  summary: 'convert images from one format to another',
  positionals: '<image> [image …] <output>',
  arity: [2, 100_000],
  options: {
    shape: SHAPE_OPTION,
    mask: MASK_OPTION,
    header: {
      type: 'enum',
      options: ['full', 'c'],
      default: 'full',
      flag: '--header',
      doc: 'SMV header: one from which other programs read the complete geometry, or that of the C program',
    },
    force: {
      type: 'boolean',
      flag: '--force',
      doc: 'write a header even if it cannot represent the geometry of the detector (SMV, CBF)',
    },
    ...nexusOptions,
  },
  description:
    'Geometry, wavelength, scan and offset are kept as far as both formats hold them. A # in the output is replaced by the number of ' +
    'the image. A warning lists what the output cannot hold, such as masked pixels, sensor or count cutoff. Values that it cannot hold are clipped or rounded, and their number is reported. PNG files are 16-bit grey.',
  examples: [
    'braggsim convert noiseimage.img image.cbf',
    'braggsim convert lyso_*.img lyso.nxs',
    'braggsim convert lyso.nxs lyso_####.cbf',
    'braggsim convert eiger_master.h5 eiger_####.cbf',
    'braggsim convert floatimage.bin image.tif --shape 1024,1024',
  ],
  async run({ positionals, options }, { err, signal }) {
    const inputs = positionals.slice(0, -1);
    const output = positionals.at(-1) as string;
    const codec = await codecFor(output);
    if (!codec.encode) throw usageError(`${codec.id} files can be read only; choose another format than '${output}'`);
    const [pixelsSlow, pixelsFast] = (options.shape ?? []) as readonly number[];
    const reading = { pixelsSlow, pixelsFast };
    const together = codec.series !== undefined && !output.includes('#');
    checkHeaderFlags(options, codec.id, output);
    if (options.shape && !inputs.some(isRaw)) throw ignoredShape(inputs);
    const target = { codec, together, pattern: output };
    const stored = await nexusParameters(options, [target]);
    const { header = 'full', force } = options;
    const writing = { style: 'grey16', header, ...(force !== undefined && { force }), ...stored };
    const outputs = openOutputs([output]);
    const stacks = await seriesStacks(outputs, [target], stored);
    const series = together
      ? codec.series?.(basename(output), { ...writing, ...stacks.parametersOf(target) })
      : undefined;
    let [number, changed, taken] = [0, 0, 0];
    const masks = await readMaskFiles(options.mask ?? []);
    let incomplete: { readonly path: string; readonly what: readonly string[] } | undefined;
    const notes = new Set<string>();
    const lost = new Map<HeldThing, string>();
    try {
      const keep = async (files: readonly NamedFile[]) => {
        // The file before these need not be in memory as well.
        await outputs.written();
        for (const { name, chunks } of files) await stacks.write({ path: besideFile(output, name), chunks });
        await stacks.settled(1);
      };
      for (const path of inputs) {
        const source = await openInspected(path, reading, masks);
        try {
          const what = codec.inspect ? missingMetadata(source.facts) : [];
          if (what.length > 0) incomplete ??= { path, what };
          for (const warning of warningsOf(source)) notes.add(warning);
          for await (const [index, decoded] of everyImage(source)) {
            if (signal.aborted) throw interrupted();
            if (number === 1 && !series && !output.includes('#')) {
              throw usageError(`several images need # for their number in the name '${output}', or one .nxs file`);
            }
            number++;
            const metadata = metadataOf(source.facts, decoded, index);
            const { image, changed: here, marks } = converted(decoded, metadata, codec, writing.style);
            changed += here;
            taken += marks;
            const elsewhere = misplaced(source.facts, decoded);
            if (elsewhere !== undefined) notes.add(`'${path}' ${elsewhere}`);
            for (const thing of lostThings(image, source.facts?.experiment ?? {}, codec.id)) {
              if (!lost.has(thing)) lost.set(thing, path);
            }
            const file = numbered(output, number);
            if (series) await keep(series.add(image));
            else {
              await outputs.written();
              outputs.write(file, codec.encode(image, { ...writing, name: basename(file) }));
            }
          }
        } finally {
          await source.file.close();
        }
      }
      if (series) await keep(series.finish());
      await outputs.commit();
    } finally {
      await outputs.discard();
    }
    if (incomplete) {
      const { path, what } = incomplete;
      err(`braggsim: warning: '${path}' does not give its ${what.join(', ')}: the default is written to '${output}'\n`);
    }
    for (const note of notes) err(`braggsim: warning: ${note}\n`);
    if (lost.size > 0) {
      const [path] = lost.values();
      const what = [...lost.keys()].map((thing) => HELD_THINGS[thing]).join(', ');
      err(`braggsim: warning: '${output}' does not keep information of '${path}': ${what}\n`);
    }
    if (taken > 0) {
      err(
        `braggsim: warning: ${taken} values of -1 and -2 are counts, and readers of ${codec.id} take them for masked pixels: NeXus (.nxs) keeps them\n`,
      );
    }
    if (changed > 0) err(`braggsim: warning: ${changed} pixels were clipped or rounded to what ${codec.id} holds\n`);
  },
});
