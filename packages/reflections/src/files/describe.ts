import { formatG } from '@braggsim/core/text';
import type { ReflectionFile } from './read';
import { resolutionRange } from './resolution';

/** What a file of structure factors holds, as data that JSON can hold; facts that the file does not give are left out. */
export type ReflectionDescription = ReturnType<typeof describeReflections>;

/**
 * Describes a file of structure factors: its crystal, its columns and which of them are taken, how many reflections it
 * lists and how many they are in P1, the ranges of their indices and of d (Å), and mean and largest amplitude.
 *
 * @param name of the file, for the description
 */
export function describeReflections(name: string, file: ReflectionFile) {
  const { format, title, blocks, cell, spaceGroup, pointGroup, wavelengthA, listed, columns, taken } = file;
  const { count, min, max, F } = file.reflections;
  const dRange = cell && resolutionRange(file.reflections, cell);
  let [sum, largest] = [0, 0];
  for (const value of F) {
    sum += value;
    if (value > largest) largest = value;
  }
  return {
    file: name,
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

/** Formats the description of a file of structure factors as a table, a fact each line. */
export function reflectionLines(d: ReflectionDescription): string[] {
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
