import { expect, test } from 'vitest';
import type { Machine } from '../machine';
import { kernelRow, processRow, versusC } from './row.fixture';
import { resultTables } from './tables';

const machine: Machine = {
  processor: 'Slide Rule',
  cores: 2,
  memory: 4e9,
  system: 'Linux 6',
  node: '20.20.2',
  v8: '11.3',
  commit: 'abc+',
  load: 0.5,
  clock: 'wall',
};
const results = { machine, rounds: 5, kernel: [kernelRow()], processes: [] };
const headings = (text: string) => [...text.matchAll(/^### (.*)$/gm)].map((match) => match[1]);
/** The line of a section's table that begins with a name, without its padding. */
const line = (text: string, heading: string, name: string): string => {
  const section = text.slice(text.indexOf(`### ${heading}`));
  return (section.split('\n').find((l) => l.startsWith(`| ${name} `)) ?? '').replace(/ +/g, ' ');
};

test('only measured sections are shown', () => {
  expect(headings(resultTables(results))).toEqual(['Pixel loop', 'Cold and warm starts, system']);
  expect(headings(resultTables({ ...results, kernel: [], processes: [processRow] }))).toEqual([
    'Targets',
    'Whole runs of the command',
  ]);
});

test('the first line has the machine, its load and the commit', () => {
  expect(resultTables(results)).toMatch(
    /^Slide Rule, 2 cores, 4000 MB, Linux 6, Node 20\.20\.2 \(V8 11\.3\); commit abc\+; times, medians of 5 rounds, load 0\.5/,
  );
});

test('a row has precision, times, and the gain of two threads', () => {
  const two = kernelRow({ threads: 2, time: { median: 2, least: 2, most: 2 } });
  const text = resultTables({ ...results, kernel: [kernelRow(), two] });
  expect(line(text, 'Pixel loop', 'W1')).toBe(
    '| W1 | N = 5, 1 step | 512² | single, relaxed | WASM 128 | 1 | 3.25 | 4.00 | 4.00 | 2.00 to 8.00 | 250 | 262 | |',
  );
  expect(text).toContain('2.00x |');
  expect(line(text, 'Cold and warm', 'W1')).toBe(
    '| W1 | N = 5, 1 step | 512² | single, relaxed | WASM 128 | 1 | 3.00 | 9.00 | 0.200 | 14.0 | 2.50 | 0.500 | 0.250 | 75 | 61 | 2 | 17 |',
  );
});

test('a precision that was not possible is followed by the one in use', () => {
  const row = kernelRow({ arithmetic: { precision: 'mixed', threads: 1 } });
  expect(resultTables({ ...results, kernel: [row] })).toContain('| single (mixed), relaxed |');
});

test('ratios to the C program are shown with their targets', () => {
  const text = resultTables({ ...results, kernel: [kernelRow({ versusC, target: 30 })], processes: [processRow] });
  expect(line(text, 'Pixel loop beside', 'W1')).toBe(
    '| W1 | N = 5, 1 step | 512² | single, relaxed | WASM 128 | 1 | 3.25 | 114 | 30.4x | 30.0x | 24.0x | 1.000000000 | 1.5e-8 | 2.5e-7 |',
  );
  expect(line(text, 'Whole runs', 'process/750')).toBe(
    '| process/750 | N = 5, 750 steps | 512² | double | WASM | 1.10 | 22.0x | 90 | 70 | 300 | 5000 | 15.0 | 13.6x | 13.0x | 1.000000000 | 1.5e-8 | 2.5e-7 |',
  );
});

test('another commit that was measured has a section', () => {
  const against = { time: { median: 6, least: 5, most: 7 }, ratio: 1.5 };
  const text = resultTables({
    ...results,
    machine: { ...machine, against: 'def' },
    kernel: [kernelRow({ against })],
    processes: [{ ...processRow, against }],
  });
  expect(text).toContain('The build of commit def took its turns');
  expect(line(text, 'Beside another commit', 'W1')).toBe(
    '| W1 | N = 5, 1 step | 512² | single, relaxed | WASM 128 | 1 | 4.00 | 6.00 | 1.50x |',
  );
  expect(line(text, 'Whole runs beside', 'process/750')).toContain('| 1100 | 6.00 | 1.50x |');
});
