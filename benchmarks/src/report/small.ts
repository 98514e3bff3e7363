import { dataError } from '@braggsim/core';
import { placeOf, replaceGenerated } from './docs';
import { type Column, digits, table, times } from './markdown';

/** Times of a small benchmark, ms. */
export interface SmallBenchmark {
  readonly name: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Results of small benchmarks as vitest saves them. */
export interface SmallResults {
  readonly files: readonly {
    readonly groups: readonly {
      /** File and headings, separated by ' > '. */
      readonly fullName: string;
      readonly benchmarks: readonly SmallBenchmark[];
    }[];
  }[];
}

/** Returns the number of samples in the name of a benchmark that says it, as in `100 channels (26214400 samples)`. */
const samplesIn = (name: string): number => Number(/\((\d+) samples\)$/.exec(name)?.[1] ?? Number.NaN);

/** Formats a table of benchmarks, with the time of a sample where their names end in numbers of samples, each compared with the first by its shortest time, which other load of the machine affects least. */
export function smallTable(benchmarks: readonly SmallBenchmark[]): string {
  const first = benchmarks[0]?.min ?? Number.NaN;
  const columns: readonly Column<SmallBenchmark>[] = [
    { title: 'what', side: 'left', cell: ({ name }) => name },
    { title: 'least ms', cell: ({ min }) => digits(min) },
    { title: 'median', cell: ({ median }) => digits(median) },
    { title: 'most', cell: ({ max }) => digits(max) },
    ...(benchmarks.every(({ name }) => samplesIn(name) > 0)
      ? [{ title: 'ns a sample', cell: ({ name, min }: SmallBenchmark) => digits((1e6 * min) / samplesIn(name)) }]
      : []),
    { title: 'faster than the first', cell: ({ min }) => times(first / min) },
  ];
  return table(columns, benchmarks);
}

/**
 * Writes the tables of groups into their places in a page, between comments `bench 'heading of the group'`, and returns the new
 * text. Groups without a place are omitted.
 *
 * @throws BraggsimError (`data`) when no group has a place, and for a benchmark that failed and so has no times
 */
export function withSmallTables(page: string, { files }: SmallResults): string {
  const groups = files.flatMap((file) => file.groups);
  const failed = groups.flatMap(({ benchmarks }) => benchmarks).find(({ median }) => !Number.isFinite(median));
  if (failed)
    throw dataError(`the benchmark '${failed.name}' has no times: it failed; find out why before its table is written`);
  const placed = groups.flatMap(({ fullName, benchmarks }) => {
    const place = placeOf(`bench '${fullName.split(' > ').at(-1)}'`);
    return page.includes(place.begin) ? [{ place, benchmarks }] : [];
  });
  if (placed.length === 0) {
    const example = placeOf(`bench '${groups[0]?.fullName.split(' > ').at(-1) ?? 'heading'}'`);
    throw dataError(`the page has no place for these benchmarks; put '${example.begin}' and '${example.end}' there`);
  }
  return placed.reduce((text, { place, benchmarks }) => replaceGenerated(text, smallTable(benchmarks), place), page);
}
