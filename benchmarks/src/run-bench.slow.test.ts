import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseOptions } from './options';
import { NANOBRAGG } from './paths';
import { writeResults } from './report/write';
import { runBench } from './run-bench';

const { signal } = new AbortController();

/** The drop-in command replaces the C program, since it takes the same command line. */
test('the smallest benchmark runs from its options to its files', async () => {
  const argv = ['--quick', '--vs-c', '--workload', 'W1,process/1024', '--size', '16', '--precision', 'double'];
  const lines: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'braggsim-bench-test-'));
  const results = await runBench(parseOptions(argv, { NANOBRAGG_C: NANOBRAGG }), (l) => lines.push(l), signal);
  const [without, ...announced] = lines.length === 3 ? lines : [undefined, ...lines];
  expect(announced).toEqual(['W1, 16 x 16 pixels', 'process/1024, 16 x 16 pixels']);

  const [row, native] = results.kernel;
  if (without !== undefined) expect(without).toContain('without native code: ');
  else {
    expect(native).toMatchObject({ native: 'require', arithmetic: { code: { nativeFraction: 1 } } });
    expect(native?.versusC?.agreement).toMatchObject({ correlation: 1, largestOfMaximum: 0 });
    expect(results.processes.map((process) => process.native)).toEqual(['off', 'require']);
  }
  expect(row).toMatchObject({ native: 'off', arithmetic: { code: { nativeFraction: 0, vectorBits: 128 } } });
  expect(row).toMatchObject({ workload: 'W1', size: 16, threads: 1, samplesPerPixel: 1, relaxed: false });
  expect(row?.arithmetic.precision).toBe('double');
  expect(row?.nsPerSample).toBeCloseTo(((row?.time.median ?? 0) * 1e6) / 256, 6);
  expect(row?.peakMemory).toBeGreaterThan(1e7);
  expect(row?.versusC?.agreement).toMatchObject({ correlation: 1, largestOfMaximum: 0 });
  expect(results.processes[0]?.versusC?.agreement).toMatchObject({ correlation: 1, largestOfMaximum: 0 });

  try {
    writeResults(results, folder);
    expect(JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'))).toEqual(results);
    expect(readFileSync(join(folder, 'results.md'), 'utf8')).toContain('### Whole runs of the command');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a benchmark that was stopped starts no measurement', async () => {
  const options = parseOptions(['--quick', '--workload', 'W1'], {});
  await expect(runBench(options, () => {}, AbortSignal.abort())).rejects.toThrow('interrupted');
});
