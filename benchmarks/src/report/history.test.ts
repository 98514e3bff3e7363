import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { HISTORY } from '../paths';
import type { Results } from '../results';
import { type CommitSummary, historyPlot, summaryOf, withSummary } from './history';
import { kernelRow, processRow, versusC } from './row.fixture';

const machine: Results['machine'] = {
  ...{ processor: 'Slide Rule', cores: 2, memory: 4e9, system: 'Linux 6', node: '20.20.2', v8: '11.3' },
  ...{ commit: 'abc+', load: 0.5, clock: 'wall', cProgram: 'nb, sha256 123' },
};
const resultsOf = (kernel: Results['kernel']): Results => ({ machine, rounds: 5, kernel, processes: [processRow] });
const summary = (commit: string, ratios: CommitSummary['ratios'], processor = 'Slide Rule'): CommitSummary => ({
  ...{ commit, processor, node: '20.20.2', cProgram: 'nb, sha256 123', ratios },
});

test('a summary has the ratios of rows on one thread, with three digits', () => {
  const kernel = [
    kernelRow({ versusC: { ...versusC, ratio: 30.4321 } }),
    kernelRow({ versusC, native: 'require', precision: 'double' }),
    kernelRow({ versusC, threads: 2 }),
    kernelRow({ size: 99 }),
  ];
  expect(summaryOf(resultsOf(kernel))).toEqual(
    summary('abc', { 'W1 512 single wasm': 30.4, 'W1 512 double native': 30.4 }),
  );
  expect(summaryOf(resultsOf([kernelRow()]))).toBeUndefined();
});

test('a commit has one entry a processor, and keeps figures that were not measured again', () => {
  const history = [summary('abc', { a: 1, b: 2 }), summary('abc', { a: 9 }, 'Abacus')];
  expect(withSummary(history, summary('abc', { b: 3 }))).toEqual([summary('abc', { a: 1, b: 3 }), history[1]]);
  expect(withSummary(history, summary('def', { a: 4 }))).toEqual([...history, summary('def', { a: 4 })]);
});

test('the plot has a point for each commit, in order, with its name', () => {
  const ratios = (x: number) => ({ 'W1 1024 double wasm': x, 'W1 1024 single native': 10 * x });
  const svg = historyPlot([summary('aaaaaaaaaaaa', ratios(1)), summary('bbbbbbbbbbbb', ratios(2))]) ?? '';
  expect(svg.match(/<circle/g)).toHaveLength(4);
  expect(svg.indexOf('>aaaaaaa</text>')).toBeLessThan(svg.indexOf('>bbbbbbb</text>'));
  expect(svg).toContain('>W1 1024, native</text>');
  expect(historyPlot([])).toBeUndefined();
  expect(historyPlot([summary('abc', { 'W9 7 double wasm': 1 })])).toBeUndefined();
});

test('the committed summary is a list of such entries', () => {
  const history: CommitSummary[] = JSON.parse(readFileSync(HISTORY, 'utf8'));
  for (const { commit, ratios } of history) {
    expect(commit).toMatch(/^[0-9a-f]{12}$/);
    for (const ratio of Object.values(ratios)) expect(ratio).toBeGreaterThan(0);
  }
});
