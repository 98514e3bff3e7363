import { readPackedInput } from '@braggsim/core/node';
import { command } from '../../terminal/subcommand';

/** The command that describes a file of structure factors. */
export const reflections = command({
  name: 'reflections',
  summary: 'describe a file of structure factors: cell, symmetry, columns, resolution',
  positionals: '<file>',
  arity: [1, 1],
  options: {
    column: {
      type: 'text',
      flag: '--column',
      doc: 'column to use, by label or type letter; the best one by default',
    },
    intensities: {
      type: 'boolean',
      flag: '--intensities',
      doc: 'accept intensities, from XDS_ASCII.HKL or the fourth column of text, and use their square roots as amplitudes; negative ones give 0',
    },
    json: { type: 'boolean', flag: '--json', doc: 'print all figures as JSON' },
  },
  description:
    'Reads text of h k l F, MTZ, mmCIF and CrystFEL lists, and XDS_ASCII.HKL with --intensities, also compressed with gzip. Column types are the letters of MTZ files: F amplitude, J intensity, G and K those of one Friedel mate.',
  examples: ['braggsim reflections 1vat.hkl', 'braggsim reflections refined.mtz --column FC --json'],
  async run({ positionals: [path = ''], options }, { out, err }) {
    const { column, intensities, json } = options;
    const { describeReflections, readReflections, reflectionLines } = await import('@braggsim/reflections/files');
    const file = readReflections(readPackedInput(path, 'reflection file'), path, {
      ...(column !== undefined && { column }),
      ...(intensities && { intensities }),
    });
    for (const message of file.warnings ?? []) err(`braggsim: warning: ${path}: ${message}\n`);
    const description = describeReflections(path, file);
    out(json ? `${JSON.stringify(description, null, 2)}\n` : `${reflectionLines(description).join('\n')}\n`);
  },
});
