import { expect, test } from 'vitest';
import { missingGpu } from '../../../packages/kernel-gpu/src/testing/missing-gpu';
import { parseOptions } from '../options';
import { sampleLimit } from './limit';
import { runGpuBench } from './run-gpu-bench';
import { gpuTables } from './tables';

const problem = await missingGpu();

test.skipIf(problem)('the smallest benchmark of the GPU kernel runs from its options to its table', async () => {
  const argv = ['--kernel', 'gpu', '--quick', '--workload', 'W3/30', '--size', '16', '--card', '10,1000'];
  const lines: string[] = [];
  const results = await runGpuBench(parseOptions(argv, {}), (l) => lines.push(l), new AbortController().signal);
  expect(lines.at(-1)).toBe('W3/30, 16 x 16 pixels');
  const [row] = results.rows;
  expect(row).toMatchObject({ workload: 'W3/30', size: 16, samplesPerPixel: 30 });
  expect(row?.samplesPerSecond).toBeCloseTo((1000 * 256 * 30) / (row?.time.median ?? 0), 3);
  // Nine products of indices, three Chebyshev polynomials and their product are a lower limit.
  expect(row?.operations).toBeGreaterThan(30);
  expect(row?.operations).toBeLessThan(200);
  expect(row?.ofLimit).toBeCloseTo(
    (row?.samplesPerSecond ?? 0) / sampleLimit({ multiprocessors: 10, clock: 1e9 }, row?.operations ?? 0),
    9,
  );
  expect(gpuTables(results)).toContain('10 multiprocessors at 1000 MHz');
});
