import { readPackedInput } from '@braggsim/core/node';
import { formatG } from '@braggsim/core/text';
import type { ReflectionFile } from '@braggsim/reflections/files';
import { command } from '../../terminal/subcommand';

/** Returns the description of a file as data. */
function describe(path: string, file: ReflectionFile, dRange: readonly [number, number] | undefined) {
  const { format, title, blocks, cell, spaceGroup, pointGroup, wavelengthA, listed, columns, taken, reflections } =
    file;
  const { count, min, max, F } = reflections;
  let [sum, largest] = [0, 0];
  for (const value of F) {
    sum += value;
    if (value > largest) largest = value;
  }
  return {
    file: path,
    format,
    ...(title && { title }),
    ...(blocks && { blocks }),
    ...(cell && { cell }),
    ...(spaceGroup && { spaceGroup: { name: spaceGroup.name, number: spaceGroup.number } }),
    ...(pointGroup && { pointGroup }),
    ...(wavelengthA && { wavelengthA }),
    columns,
    taken,
    listed,
    inP1: count,
    indices: { min, max },
    ...(dRange && { dRangeA: dRange }),
    amplitudes: { mean: sum / count, largest },
  };
}

type Description = ReturnType<typeof describe>;

function lines(d: Description): string[] {
  const rows: (readonly [string, string] | undefined)[] = [
    [d.file, d.format],
    d.title ? ['title', d.title] : undefined,
    d.blocks ? ['blocks', `${d.blocks.join(', ')}: the first, or the one with the --column, is used`] : undefined,
    d.cell ? ['cell', d.cell.map((x) => formatG(x)).join(' ')] : undefined,
    d.spaceGroup ? ['space group', `${d.spaceGroup.name} (${d.spaceGroup.number})`] : undefined,
    d.pointGroup ? ['point group', d.pointGroup] : undefined,
    d.wavelengthA ? ['wavelength', `${formatG(d.wavelengthA)} A`] : undefined,
    ['columns', d.columns.map(({ label, type }) => `${label} (${type})`).join(', ')],
    ['taken', d.taken.join(', ')],
    ['reflections', `${d.listed} listed, ${d.inP1} in P1`],
    ['indices', `${d.indices.min.join(' ')} to ${d.indices.max.join(' ')}`],
    d.dRangeA ? ['resolution', `${formatG(d.dRangeA[0])} to ${formatG(d.dRangeA[1])} A`] : undefined,
    ['amplitudes', `mean ${formatG(d.amplitudes.mean)}, largest ${formatG(d.amplitudes.largest)}`],
  ];
  return rows.filter((row) => row !== undefined).map(([label, value]) => `${label.padEnd(12)} ${value}`);
}

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
    const { readReflections, resolutionRange } = await import('@braggsim/reflections/files');
    const file = readReflections(readPackedInput(path, 'reflection file'), path, {
      ...(column !== undefined && { column }),
      ...(intensities && { intensities }),
    });
    for (const message of file.warnings ?? []) err(`braggsim: warning: ${path}: ${message}\n`);
    const description = describe(path, file, file.cell && resolutionRange(file.reflections, file.cell));
    out(json ? `${JSON.stringify(description, null, 2)}\n` : `${lines(description).join('\n')}\n`);
  },
});
