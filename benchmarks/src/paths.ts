import { fileURLToPath } from 'node:url';

const inRepository = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Root of the repository. */
export const ROOT = inRepository('');
/** Folder of results. */
export const OUT = inRepository('out/bench');
/** Last results of the data sets. */
export const DATASET_RESULTS = inRepository('out/bench/dataset.json');
/** Last results of the small benchmarks. */
export const SMALL_RESULTS = inRepository('out/bench/small.json');
export const DOCS_PAGE = inRepository('docs/performance.md');
export const DOCS_PLOT = inRepository('docs/performance.svg');
/** Summaries of all commits that were measured with the C program. */
export const HISTORY = inRepository('benchmarks/history.json');
export const HISTORY_PLOT = inRepository('docs/performance-history.svg');
export const SUBJECT = inRepository('benchmarks/dist/subject.js');
export const USAGE_AT_EXIT = inRepository('benchmarks/dist/usage-at-exit.cjs');
export const BRAGGSIM = inRepository('packages/cli/bin/braggsim.js');
/** What the command `braggsim` loads. */
export const COMMAND = inRepository('packages/cli/dist/braggsim.cjs');
export const NANOBRAGG = inRepository('packages/cli/bin/nanoBragg.js');
export const REFLECTIONS = inRepository('examples/lysozyme/lysozyme_1vat.hkl.gz');
