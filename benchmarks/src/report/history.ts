import type { KernelRow, Results } from '../results';
import { type Panel, plot } from './plot';

/** Ratios of one commit to the C program on one machine. */
export interface CommitSummary {
  readonly commit: string;
  readonly processor: string;
  readonly node: string;
  /** Name and hash of the C program. */
  readonly cProgram: string;
  /** Ratios by workload, edge of the image, precision and kind of code, one thread. */
  readonly ratios: Readonly<Record<string, number>>;
}

const keyOf = ({ workload, size, precision, native }: Pick<KernelRow, 'workload' | 'size' | 'precision' | 'native'>) =>
  `${workload} ${size} ${precision} ${native === 'off' ? 'wasm' : 'native'}`;

/** Summarizes results; undefined where the C program was not measured on one thread. */
export function summaryOf({ machine, kernel }: Results): CommitSummary | undefined {
  const { processor, node, cProgram } = machine;
  const measured = kernel.flatMap((row) =>
    row.threads === 1 && row.versusC ? [[keyOf(row), Number(row.versusC.ratio.toPrecision(3))] as const] : [],
  );
  if (measured.length === 0 || cProgram === undefined) return undefined;
  return { commit: machine.commit.replace('+', ''), processor, node, cProgram, ratios: Object.fromEntries(measured) };
}

/** Adds a summary; figures of the same commit on the same processor are replaced, and those that were not measured again kept. */
export function withSummary(history: readonly CommitSummary[], summary: CommitSummary): CommitSummary[] {
  const isSame = ({ commit, processor }: CommitSummary) => commit === summary.commit && processor === summary.processor;
  const known = history.find(isSame);
  const merged = { ...summary, ratios: { ...known?.ratios, ...summary.ratios } };
  return known ? history.map((one) => (one === known ? merged : one)) : [...history, merged];
}

/** The workloads of the plot. */
const PLOTTED = ['W1 1024', 'W3/N5 512', 'W5/750 256', 'W4/gauss 256'];
const SHORT_HASH = 7;

/** Plots the ratios over the commits: a diagram for each precision, a line for each workload and kind of code. */
export function historyPlot(history: readonly CommitSummary[]): string | undefined {
  const panels = (['double', 'single'] as const).map((precision): Panel => {
    const series = PLOTTED.flatMap((workload) =>
      ['wasm', 'native'].map((code) => ({
        name: `${workload}, ${code}`,
        points: history.flatMap(({ ratios }, i) => {
          const ratio = ratios[`${workload} ${precision} ${code}`];
          return ratio === undefined ? [] : [[i, ratio] as const];
        }),
      })),
    );
    return {
      title: `${precision}: times as fast as the C program`,
      xLabel: 'commit',
      yLabel: 'ratio',
      xNames: history.map(({ commit }) => commit.slice(0, SHORT_HASH)),
      series: series.filter(({ points }) => points.length > 0),
    };
  });
  const shown = panels.filter(({ series }) => series.length > 0);
  return shown.length > 0 ? plot(shown) : undefined;
}
