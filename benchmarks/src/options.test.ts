import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parseOptions } from './options';

const ids = (argv: readonly string[]) => {
  const { workloads, processes } = parseOptions(argv, {});
  return [...workloads, ...processes].map(({ id }) => id);
};

test('without options everything is measured at its own size, on one and two threads', () => {
  const { workloads, precisions, threads, rounds, cProgram } = parseOptions([], {});
  expect(workloads.find(({ id }) => id === 'W1')?.sizes).toEqual([256, 512, 1024, 2048]);
  expect({ precisions, threads, rounds, cProgram }).toEqual({
    precisions: ['double', 'mixed', 'single'],
    threads: [1, 2],
    rounds: 5,
    cProgram: undefined,
  });
});

test('workloads are selected by name or by the part before the slash', () => {
  expect(ids(['--workload', 'W2,W5'])).toEqual(['W2', 'W5/1', 'W5/750']);
  expect(ids(['--workload', 'process/750'])).toEqual(['process/750']);
});

test('sizes, precisions, threads and rounds are lists of the command line', () => {
  const argv = ['--size', '32,64', '--precision', 'single', '--threads', '3', '--rounds', '9', '--workload', 'W1'];
  const { workloads, precisions, threads, rounds } = parseOptions(argv, {});
  expect(workloads[0]?.sizes).toEqual([32, 64]);
  expect([precisions, threads, rounds]).toEqual([['single'], [3], 9]);
});

test('quick measures small images once, on one thread', () => {
  const { workloads, threads, rounds } = parseOptions(['--quick'], {});
  expect([...new Set(workloads.flatMap(({ sizes }) => sizes))]).toEqual([64]);
  expect([threads, rounds]).toEqual([[1], 1]);
});

test('arguments without dashes are parts of the paths of small benchmarks', () => {
  expect(parseOptions(['stages'], {}).files).toEqual(['stages']);
});

test('the C program is measured only on request, and needs a path', () => {
  expect(parseOptions([], { NANOBRAGG_C: 'nb' }).cProgram).toBeUndefined();
  expect(parseOptions(['--vs-c'], { NANOBRAGG_C: 'nb' }).cProgram).toBe(resolve('nb'));
  expect(() => parseOptions(['--vs-c'], {})).toThrow('NANOBRAGG_C');
});

test.each([
  [['--sizes', '2'], "Unknown option '--sizes'; npm run bench -- --help lists the options"],
  [['--size', '0'], "expected integers from 1 on for --size, found '0'"],
  [['--rounds', 'many'], "expected integers from 1 on for --rounds, found 'many'"],
  [['--precision', 'half'], "expected one of double, mixed, single for --precision, found 'half'"],
  [['--rounds', '3,4'], "expected one integer for --rounds, found '3,4'"],
  [['--workload', 'W9'], "there is no workload 'W9'"],
  [['--workload', 'W1,process/64,W9'], "there is no workload 'W9'"],
  [['--kernel', 'gpu', '--workload', 'process/64'], "there is no workload 'process/64'"],
])('%j is rejected', (argv, message) => {
  expect(() => parseOptions(argv, {})).toThrow(message);
});

test('the GPU kernel has its own sizes, no whole runs, and a card given by two numbers', () => {
  const { kernel, workloads, processes, card } = parseOptions(['--kernel', 'gpu', '--card', '132,1980'], {});
  expect(kernel).toBe('gpu');
  expect(workloads.find(({ id }) => id === 'W3/N5')?.sizes).toEqual([512, 1024, 2048]);
  expect(processes).toEqual([]);
  expect(card).toEqual({ multiprocessors: 132, clock: 1.98e9 });
  expect(() => parseOptions(['--kernel', 'tpu'], {})).toThrow("cpu or gpu for --kernel, found 'tpu'");
  expect(() => parseOptions(['--card', '132'], {})).toThrow('multiprocessors and MHz');
});
