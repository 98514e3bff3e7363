import type { KernelRow, ProcessRow, Results } from '../results';
import type { Clock } from '../run-program';
import { causeOf, type Miss } from './causes';
import { type Column, digits, megabytes, table, times } from './markdown';

/** A target with the figure that was measured. */
export interface TargetRow extends Miss {
  readonly size: number;
  readonly found: string;
  readonly target: string;
  readonly isMet: boolean;
}

/** Images from which on the gain of two threads has a target, ms on one thread. */
const LONG_IMAGE_MS = 50;
const MIN_GAIN = 1.9;
/** Least bytes of float32 pixels a second of one image, in single precision on one thread. */
const MIN_RATE = { workload: 'W1', size: 2048, off: 0.9e9, require: 3e9 };

const gigabytes = (bytes: number): string => `${digits(bytes / 1e9)} GB/s`;

interface Judged {
  readonly found: number;
  readonly target: number;
  readonly isLeast: boolean;
  readonly shown: (value: number) => string;
}

/** Digits of a printed figure: what is as good as its target when printed is not a miss. */
const ROUNDING = 1.005;

const judged = ({ found, target, isLeast, shown }: Judged) => ({
  found: shown(found),
  target: `${isLeast ? 'at least' : 'at most'} ${shown(target)}`,
  isMet: isLeast ? found * ROUNDING >= target : found <= target * ROUNDING,
});

/** Returns the kind of code of a row of the pixel loop. */
export const codeOf = ({ native, arithmetic: { code } }: KernelRow): string =>
  `${native === 'off' ? 'WASM' : 'native'} ${code?.vectorBits ?? 128}`;

function ofKernel(row: KernelRow, rows: readonly KernelRow[], clock: Clock): TargetRow[] {
  const { workload, size, precision, native, threads, target, versusC } = row;
  const named = { workload, size, precision, code: codeOf(row) };
  const found: TargetRow[] = [];
  if (target !== undefined && versusC) {
    const ratio = { found: versusC.ratio, target, isLeast: true, shown: times };
    found.push({ ...named, what: 'pixel loop, of the C program', ...judged(ratio) });
  }
  const isRated = workload === MIN_RATE.workload && size === MIN_RATE.size && precision === 'single';
  if (isRated && threads === 1) {
    const rate = { found: row.bytesPerSecond, target: MIN_RATE[native], isLeast: true, shown: gigabytes };
    found.push({ ...named, what: 'image bytes a second', ...judged(rate) });
  }
  const one = rows.find(
    (other) =>
      other.threads === 1 && (['workload', 'size', 'precision', 'native'] as const).every((k) => other[k] === row[k]),
  );
  // Times of the processors on one thread cannot be compared with those of the clock on two.
  if (one && clock === 'wall' && threads === 2 && one.time.median >= LONG_IMAGE_MS) {
    const gain = { found: one.time.median / row.time.median, target: MIN_GAIN, isLeast: true, shown: times };
    found.push({ ...named, what: 'two threads, of one', ...judged(gain) });
  }
  return found;
}

function ofProcess({ workload, size, precision, native, target, versusC, ...row }: ProcessRow): TargetRow[] {
  const named = { workload, size, precision, code: native === 'off' ? 'WASM' : 'native' };
  const found: TargetRow[] = [];
  if (target !== undefined && versusC) {
    const ratio = { found: versusC.ratio, target, isLeast: true, shown: times };
    found.push({ ...named, what: 'whole run, of the C program', ...judged(ratio) });
  }
  if (row.overNode.most !== undefined) {
    const ratio = { found: row.overNode.ratio, target: row.overNode.most, isLeast: false, shown: times };
    found.push({ ...named, what: 'whole run, of Node alone', ...judged(ratio) });
  }
  if (row.mostMemory !== undefined) {
    const shown = (bytes: number) => `${megabytes(bytes)} MB`;
    const memory = { found: row.peakMemory, target: row.mostMemory, isLeast: false, shown };
    found.push({ ...named, what: 'peak memory', ...judged(memory) });
  }
  return found;
}

/** Compares the results with the targets of their workloads. */
export const targetRows = (
  { kernel, processes }: Pick<Results, 'kernel' | 'processes'>,
  clock: Clock = 'wall',
): TargetRow[] => [...kernel.flatMap((row) => ofKernel(row, kernel, clock)), ...processes.flatMap(ofProcess)];

const COLUMNS: readonly Column<TargetRow>[] = [
  { title: 'what', side: 'left', cell: ({ what }) => what },
  { title: 'workload', side: 'left', cell: ({ workload }) => workload },
  { title: 'pixels', cell: ({ size }) => `${size}²` },
  { title: 'precision', side: 'left', cell: ({ precision }) => precision },
  { title: 'code', side: 'left', cell: ({ code }) => code },
  { title: 'figure', cell: ({ found }) => found },
  { title: 'target', cell: ({ target }) => target },
  { title: 'misses', side: 'left', cell: (row) => (row.isMet ? '' : causeOf(row)) },
];

/** Formats the targets, with the cause of each that was missed; undefined where nothing measured has a target. */
export function targetTable(results: Pick<Results, 'kernel' | 'processes'>, clock?: Clock): string | undefined {
  const rows = targetRows(results, clock);
  return rows.length > 0 ? table(COLUMNS, rows) : undefined;
}
