import { expect, test } from 'vitest';
import { fitTogether } from './fit-together';
import { onePixel } from './one-pixel.fixture';
import { sharedReport } from './shared-report';

test.each([
  [10, []],
  [2001, [expect.stringMatching(/^the shots share 2001 numbers, and a covariance is computed of at most 2000:/)]],
])('%i shared numbers have warnings where their errors are too small', async (count, warnings) => {
  const shots = Array.from({ length: count }, (_, i) => ({
    problem: onePixel(`f-hkl.${i}.0.0`, 120),
    start: { x: Float64Array.of(0), background: new Float64Array(0) },
  }));
  const isShared = () => true;
  const joint = await fitTogether(shots, { tolerance: 1, maxEvaluations: 3, isShared });
  const report = sharedReport([], shots, joint, { isShared, warnings: [] });
  expect(report.warnings).toEqual(warnings);
  expect(report.parameters).toHaveLength(count);
});
