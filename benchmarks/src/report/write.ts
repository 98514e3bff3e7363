import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DatasetRow } from '../dataset/measure-dataset';
import { datasetTable } from '../dataset/tables';
import type { GpuResults } from '../gpu/results';
import { gpuTables } from '../gpu/tables';
import { DOCS_PAGE, DOCS_PLOT, HISTORY, HISTORY_PLOT, SMALL_RESULTS } from '../paths';
import type { Results } from '../results';
import { DATASET_PLACE, GPU_PLACE, replaceGenerated } from './docs';
import { type CommitSummary, historyPlot, summaryOf, withSummary } from './history';
import { type SmallResults, withSmallTables } from './small';
import { resultTables } from './tables';
import { timePlot } from './time-plot';

/** Writes results, tables and plot to a folder. @returns the tables */
export function writeResults(results: Results, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const tables = resultTables(results);
  const picture = timePlot(results.kernel);
  writeFileSync(join(folder, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(join(folder, 'results.md'), `${tables}\n`);
  if (picture !== undefined) writeFileSync(join(folder, 'time.svg'), picture);
  return tables;
}

/** Writes tables and plots to the documentation, and adds the ratios to the summary of all commits. */
export function writeDocs(results: Results): void {
  const picture = timePlot(results.kernel);
  if (picture !== undefined) writeFileSync(DOCS_PLOT, picture);
  const overCommits = writeHistory(results);
  const shown =
    (picture === undefined ? '' : '\n\n![Time of an image](performance.svg)') +
    (overCommits === undefined ? '' : '\n\n![Ratios to the C program over commits](performance-history.svg)');
  const page = readFileSync(DOCS_PAGE, 'utf8');
  writeFileSync(DOCS_PAGE, replaceGenerated(page, resultTables(results) + shown));
}

/** Adds results to the summary of all commits, and plots it. @returns the plot, undefined where the C program was not measured */
function writeHistory(results: Results): string | undefined {
  const summary = summaryOf(results);
  const known: CommitSummary[] = JSON.parse(readFileSync(HISTORY, 'utf8'));
  const history = summary ? withSummary(known, summary) : known;
  const picture = historyPlot(history);
  if (summary) writeFileSync(HISTORY, `${JSON.stringify(history, null, 2)}\n`);
  if (summary && picture !== undefined) writeFileSync(HISTORY_PLOT, picture);
  return picture;
}

/** Writes the results of data sets to a file, and their table to the documentation where that is asked for. @returns the table */
export function writeDatasets(rows: readonly DatasetRow[], file: string, intoDocs: boolean): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(rows, null, 2)}\n`);
  const tables = datasetTable(rows);
  if (intoDocs) writeFileSync(DOCS_PAGE, replaceGenerated(readFileSync(DOCS_PAGE, 'utf8'), tables, DATASET_PLACE));
  return tables;
}

/** Writes results and table of the GPU kernel to a folder. @returns the table */
export function writeGpuResults(results: GpuResults, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const tables = gpuTables(results);
  writeFileSync(join(folder, 'gpu-results.json'), `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(join(folder, 'gpu-results.md'), `${tables}\n`);
  return tables;
}

/** Writes the table of the GPU kernel to the documentation. */
export function writeGpuDocs(results: GpuResults): void {
  const page = readFileSync(DOCS_PAGE, 'utf8');
  writeFileSync(DOCS_PAGE, replaceGenerated(page, gpuTables(results), GPU_PLACE));
}

/** Writes the last results of the small benchmarks to the documentation. */
export function writeSmallDocs(): void {
  const results: SmallResults = JSON.parse(readFileSync(SMALL_RESULTS, 'utf8'));
  writeFileSync(DOCS_PAGE, withSmallTables(readFileSync(DOCS_PAGE, 'utf8'), results));
}
