import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { usageError } from '@braggsim/core';
import type { KernelRow, ProcessRow, Results } from '../results';

type Measured = Pick<KernelRow, 'workload' | 'size' | 'precision' | 'native'> & { readonly threads?: number };

const keyOf = ({ workload, size, precision, native, threads }: Measured): string =>
  [workload, size, precision, native, threads].join(' ');

/** Rows of an earlier measurement in their order, the same ones measured again in their places, and new ones behind them. */
function appended<Row extends KernelRow | ProcessRow>(earlier: readonly Row[], rows: readonly Row[]): Row[] {
  const again = new Map(rows.map((row) => [keyOf(row), row]));
  const known = new Set(earlier.map(keyOf));
  return [...earlier.map((row) => again.get(keyOf(row)) ?? row), ...rows.filter((row) => !known.has(keyOf(row)))];
}

/** Adds results to earlier ones of the same commit. */
export const appendResults = (earlier: Results, results: Results): Results => ({
  ...results,
  kernel: appended(earlier.kernel, results.kernel),
  processes: appended(earlier.processes, results.processes),
});

/**
 * Adds results to those in a folder.
 *
 * @throws BraggsimError (`usage`) when those are of another commit, processor or C program
 */
export function appendToLast(results: Results, folder: string): Results {
  const file = join(folder, 'results.json');
  if (!existsSync(file)) return results;
  const earlier: Results = JSON.parse(readFileSync(file, 'utf8'));
  for (const what of ['commit', 'processor', 'cProgram', 'clock'] as const) {
    if (earlier.machine[what] === results.machine[what]) continue;
    throw usageError(
      `expected the last results to have the same ${what} for --append, found ${earlier.machine[what] ?? 'none'} there and ${results.machine[what] ?? 'none'} now`,
    );
  }
  return appendResults(earlier, results);
}
