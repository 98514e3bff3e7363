import type { Agreement } from '@braggsim/analysis';
import type { Machine } from '../machine';
import type { KernelRow, ProcessRow, Results } from '../results';
import { type Column, digits, megabytes, table, times } from './markdown';
import { codeOf, targetTable } from './targets';

type Named = Pick<KernelRow, 'workload' | 'title' | 'size' | 'precision'>;

const NAME: readonly Column<Named>[] = [
  { title: 'workload', side: 'left', cell: ({ workload }) => workload },
  { title: 'what', side: 'left', cell: ({ title }) => title },
  { title: 'pixels', cell: ({ size }) => `${size}²` },
];

/** Returns the requested precision, and the one in use if that differs. */
const precisionOf = ({ precision, arithmetic, relaxed }: KernelRow): string => {
  const text = arithmetic.precision === precision ? precision : `${precision} (${arithmetic.precision})`;
  return relaxed ? `${text}, relaxed` : text;
};

const KERNEL_NAME: readonly Column<KernelRow>[] = [
  ...NAME,
  { title: 'precision', side: 'left', cell: precisionOf },
  { title: 'code', side: 'left', cell: codeOf },
  { title: 'threads', cell: ({ threads }) => String(threads) },
];

const SPEED: readonly Column<KernelRow>[] = [
  ...KERNEL_NAME,
  { title: 'ns/sample', cell: (row) => digits(row.nsPerSample) },
  { title: 'corrected', cell: (row) => digits(row.correctedNsPerSample) },
  { title: 'ms/image', cell: ({ time }) => digits(time.median) },
  { title: 'least to most', cell: ({ time }) => `${digits(time.least)} to ${digits(time.most)}` },
  { title: 'images/s', cell: (row) => digits(row.imagesPerSecond) },
  { title: 'MB/s', cell: (row) => digits(row.bytesPerSecond / 1e6) },
];

/** Makes the column with the ratio of the time on one thread to the time on more threads, where both were measured. */
const threadGain = (rows: readonly KernelRow[]): Column<KernelRow> => ({
  title: 'over 1 thread',
  cell: (row) => {
    const one = rows.find(
      (other) =>
        other.threads === 1 && (['workload', 'size', 'precision', 'native'] as const).every((k) => other[k] === row[k]),
    );
    return one && row.threads > 1 ? times(one.time.median / row.time.median) : '';
  },
});

/** Makes a column about the C program, empty where that was not measured. */
const ofC = <Row extends { readonly versusC?: unknown }>(
  title: string,
  cell: (versusC: NonNullable<Row['versusC']>) => string,
): Column<Row> => ({ title, cell: ({ versusC }) => (versusC ? cell(versusC) : '') });

const AGREEMENT: readonly Column<{ readonly versusC?: { readonly agreement: Agreement } }>[] = [
  ofC('correlation', ({ agreement }) => agreement.correlation.toFixed(9)),
  ofC('error/maximum', ({ agreement }) => agreement.largestOfMaximum.toExponential(1)),
  ofC('relative error', ({ agreement }) => agreement.largestRelative.toExponential(1)),
];

const targetOf = ({ target }: { readonly target?: number }) => (target === undefined ? '' : times(target));

const VERSUS_C: readonly Column<KernelRow>[] = [
  ...KERNEL_NAME,
  { title: 'ns/sample', cell: (row) => digits(row.nsPerSample) },
  ofC('C', ({ nsPerSample }) => digits(nsPerSample)),
  ofC('ratio', ({ ratio }) => times(ratio)),
  { title: 'target', cell: targetOf },
  ofC('corrected', ({ correctedRatio }) => times(correctedRatio)),
  ...AGREEMENT,
];

const STARTS: readonly Column<KernelRow>[] = [
  ...KERNEL_NAME,
  { title: 'plan', cell: ({ cold }) => digits(cold.plan) },
  { title: 'generate', cell: ({ cold }) => digits(cold.generate) },
  { title: 'compile', cell: ({ cold }) => digits(cold.compile) },
  { title: 'first image', cell: ({ cold }) => digits(cold.firstImage) },
  { title: 'later module', cell: ({ warm }) => digits(warm.laterModule) },
  { title: 'next plan', cell: ({ warm }) => digits(warm.plan) },
  { title: 'next set-up', cell: ({ warm }) => digits(warm.setUp) },
];

/** Formats the time of the processors as a percentage of the time of an image or run. */
const cpuPercent = ({ usage, time }: Pick<KernelRow, 'usage' | 'time'>): string =>
  ((100 * usage.cpuTime) / time.median).toFixed(0);

const SYSTEM = [
  { title: 'CPU %', cell: cpuPercent },
  { title: 'peak MB', cell: ({ peakMemory }) => megabytes(peakMemory) },
  { title: 'switches', cell: ({ usage }) => usage.contextSwitches.toFixed(0) },
  { title: 'faults', cell: ({ usage }) => usage.pageFaults.toFixed(0) },
] satisfies Column<Pick<KernelRow, 'peakMemory' | 'usage' | 'time'>>[];

const PROCESS_NAME: readonly Column<ProcessRow>[] = [
  ...NAME,
  { title: 'precision', side: 'left', cell: ({ precision }) => precision },
  { title: 'code', side: 'left', cell: ({ native }) => (native === 'off' ? 'WASM' : 'native') },
];

const PROCESSES: readonly Column<ProcessRow>[] = [
  ...PROCESS_NAME,
  { title: 'seconds', cell: ({ time }) => digits(time.median / 1000) },
  { title: 'of Node alone', cell: ({ overNode }) => times(overNode.ratio) },
  ...SYSTEM,
];

const PROCESSES_VERSUS_C: readonly Column<ProcessRow>[] = [
  ofC('C', ({ time }) => digits(time.median / 1000)),
  ofC('ratio', ({ ratio }) => times(ratio)),
  { title: 'target', cell: targetOf },
  ...AGREEMENT,
];

/** Columns about the build of another commit. */
const AGAINST: readonly Column<Pick<KernelRow, 'time' | 'against'>>[] = [
  { title: 'ms', cell: ({ time }) => digits(time.median) },
  { title: 'other ms', cell: ({ against }) => (against ? digits(against.time.median) : '') },
  { title: 'faster than the other', cell: ({ against }) => (against ? times(against.ratio) : '') },
];
const KERNEL_AGAINST: readonly Column<KernelRow>[] = [...KERNEL_NAME, ...AGAINST];
const PROCESSES_AGAINST: readonly Column<ProcessRow>[] = [...PROCESS_NAME, ...AGAINST];

/** Describes the machine of a measurement in one line. */
export function machineLine(machine: Machine, rounds: number): string {
  const { processor, cores, memory, system, node, v8, commit, load, cProgram, clock } = machine;
  const place = `${processor}, ${cores} cores, ${megabytes(memory)} MB, ${system}, Node ${node} (V8 ${v8})`;
  const beside = cProgram === undefined ? '' : `, C program ${cProgram}`;
  const measured = clock === 'cpu' ? 'times of the processors on one thread' : 'times';
  return `${place}; commit ${commit}${beside}; ${measured}, medians of ${rounds} rounds, load ${load.toFixed(1)} before the first.`;
}

/** Formats all results as Markdown. */
export function resultTables({ machine, rounds, kernel, processes }: Results): string {
  const versusC = kernel.some((row) => row.versusC);
  const sections: (readonly [title: string, note: string, rows: string] | undefined)[] = [
    kernel.length > 0
      ? [
          'Pixel loop',
          'From a prepared kernel to the image, in the mode of the drop-in; `corrected` is the ns a sample of the other mode. MB/s counts the bytes of the float image.',
          table([...SPEED, threadGain(kernel)], kernel),
        ]
      : undefined,
    versusC
      ? [
          'Pixel loop beside the C program',
          'ns a sample. The time of the C program is a whole run minus a run of a single pixel; it includes the conversion of the image to integers, a few ns a pixel. Ratios are medians over rounds in which both were measured; `corrected` is the ratio of the other mode.',
          table(VERSUS_C, kernel),
        ]
      : undefined,
    kernel.length > 0
      ? [
          'Cold and warm starts, system',
          'ms, in a fresh process: plan, generation and compilation of the first module, from the plan to the first image; then another module, the plan of another orientation and its set-up up to the first pixel. Memory after the first image; context switches and page faults of one later image.',
          table([...STARTS, ...SYSTEM], kernel),
        ]
      : undefined,
    processes.length > 0
      ? [
          'Whole runs of the command',
          'One thread, from start to last file; without noise image and grey map, unless they are named. `of Node alone`: the ratio to `node -e 0` in the same rounds.',
          table(processes.some((row) => row.versusC) ? [...PROCESSES, ...PROCESSES_VERSUS_C] : PROCESSES, processes),
        ]
      : undefined,
  ];
  const targets = targetTable({ kernel, processes }, machine.clock);
  if (targets !== undefined) {
    sections.unshift(['Targets', 'Each target beside its figure, and what keeps the others from theirs.', targets]);
  }
  if (machine.against !== undefined) {
    const note = `The build of commit ${machine.against} took its turns in the same rounds; a ratio below 1 is a regression.`;
    sections.push(['Beside another commit', note, table(KERNEL_AGAINST, kernel)]);
    if (processes.length > 0)
      sections.push(['Whole runs beside another commit', note, table(PROCESSES_AGAINST, processes)]);
  }
  const shown = sections.filter((section) => section !== undefined);
  const parts = shown.map(([title, note, rows]) => `### ${title}\n\n${note}\n\n${rows}`);
  return [machineLine(machine, rounds), ...parts].join('\n\n');
}
