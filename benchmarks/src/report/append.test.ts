import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Results } from '../results';
import { appendResults, appendToLast } from './append';
import { kernelRow, processRow } from './row.fixture';

const machine: Results['machine'] = {
  ...{ processor: 'Slide Rule', cores: 2, memory: 4e9, system: 'Linux 6', node: '20.20.2', v8: '11.3' },
  ...{ commit: 'abc', load: 0.5, clock: 'wall' },
};
const resultsOf = (kernel: Results['kernel'], commit = 'abc'): Results => ({
  ...{ machine: { ...machine, commit }, rounds: 5, kernel, processes: [processRow] },
});
const folder = mkdtempSync(join(tmpdir(), 'braggsim-bench-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('rows measured again are replaced in place, others kept, new ones added', () => {
  const [a, b, c] = [kernelRow(), kernelRow({ threads: 2 }), kernelRow({ native: 'require' })];
  const again = kernelRow({ nsPerSample: 1 });
  const { kernel, processes } = appendResults(resultsOf([a, b]), resultsOf([c, again]));
  expect(kernel).toEqual([again, b, c]);
  expect(processes).toEqual([processRow]);
});

test('results of another commit are not added to', () => {
  const results = resultsOf([kernelRow()]);
  expect(appendToLast(results, folder)).toBe(results);
  writeFileSync(join(folder, 'results.json'), JSON.stringify(resultsOf([kernelRow({ size: 9 })], 'def')));
  expect(() => appendToLast(results, folder)).toThrow(
    'expected the last results to have the same commit for --append, found def there and abc now',
  );
  writeFileSync(join(folder, 'results.json'), JSON.stringify(resultsOf([kernelRow({ size: 9 })])));
  expect(appendToLast(results, folder).kernel.map(({ size }) => size)).toEqual([9, 512]);
});
