import { expect, test } from 'vitest';
import { causeOf } from './causes';
import { kernelRow, processRow, versusC } from './row.fixture';
import { targetRows, targetTable } from './targets';

const at = (median: number) => ({ time: { median, least: median, most: median } });

test('what has no target has no row', () => {
  expect(targetRows({ kernel: [kernelRow({ versusC }), kernelRow({ target: 30 })], processes: [] })).toEqual([]);
  expect(targetTable({ kernel: [], processes: [] })).toBeUndefined();
});

test('a ratio to the C program is met from its target on, as it is printed', () => {
  const found = [30, 30.5, 31].map((target) => targetRows({ kernel: [kernelRow({ versusC, target })], processes: [] }));
  expect(found.map(([row]) => row?.isMet)).toEqual([true, true, false]);
  expect(found[2]?.[0]).toMatchObject({ found: '30.4x', target: 'at least 31.0x', code: 'WASM 128' });
});

test('large images have a rate, each kind of code its own', () => {
  const row = (native: 'off' | 'require', bytesPerSecond: number) =>
    kernelRow({ size: 2048, native, bytesPerSecond, precision: 'single' });
  const rows = targetRows({ kernel: [row('off', 1e9), row('require', 2e9)], processes: [] });
  expect(rows.map(({ found, target, isMet }) => [found, target, isMet])).toEqual([
    ['1.00 GB/s', 'at least 0.900 GB/s', true],
    ['2.00 GB/s', 'at least 3.00 GB/s', false],
  ]);
});

test('two threads are compared with one for long images only', () => {
  const pair = (one: number) => [kernelRow(at(one)), kernelRow({ threads: 2, ...at(one / 1.95) })];
  expect(targetRows({ kernel: pair(40), processes: [] })).toEqual([]);
  expect(targetRows({ kernel: pair(60), processes: [] })).toMatchObject([{ found: '1.95x', isMet: true }]);
  expect(targetRows({ kernel: pair(60), processes: [] }, 'cpu')).toEqual([]);
});

test('whole runs have ratios to the C program and to Node, and a memory', () => {
  const { overNode } = processRow;
  const row = { ...processRow, overNode: { ...overNode, most: 1.8 }, mostMemory: 180e6 };
  expect(targetRows({ kernel: [], processes: [row] })).toMatchObject([
    { what: 'whole run, of the C program', found: '13.6x', target: 'at least 13.0x', isMet: true },
    { what: 'whole run, of Node alone', found: '22.0x', target: 'at most 1.80x', isMet: false },
    { what: 'peak memory', found: '70 MB', target: 'at most 180 MB', isMet: true },
  ]);
});

test('the table has a cause for what is missed only', () => {
  const kernel = [kernelRow({ versusC, target: 31, workload: 'W99' }), kernelRow({ versusC, target: 3 })];
  const lines = targetTable({ kernel, processes: [] })?.split('\n') ?? [];
  expect(lines[2]).toContain('takes more instructions at a time');
  expect(causeOf({ what: 'something else', workload: 'W99', precision: 'double', code: 'WASM' })).toBe(
    'the cause is not known',
  );
  expect(lines[3]).toMatch(/\| +\|$/);
});
