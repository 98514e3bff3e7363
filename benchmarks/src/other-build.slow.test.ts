import { expect, test } from 'vitest';
import { measureKernel } from './measure-kernel';
import { buildAt, buildCommit } from './other-build';
import { ROOT } from './paths';
import { WORKLOADS, type Workload } from './workloads';

test('a commit that git does not know is refused, and nothing is left', () => {
  expect(() => buildCommit('no-such-commit')).toThrow(
    /^expected a commit for --against, found 'no-such-commit': fatal: invalid reference/,
  );
});

test('another build takes its turns in every round', async () => {
  const settings = [{ precision: 'double', threads: 1, native: 'off' }] as const;
  const options = { rounds: 3, atLeast: 0, clock: 'cpu', against: buildAt(ROOT) } as const;
  const [row] = await measureKernel(WORKLOADS[0] as Workload, 16, settings, options);
  expect(row?.against?.time.least).toBeGreaterThan(0);
  expect(row?.against?.ratio).toBeGreaterThan(0);
});
