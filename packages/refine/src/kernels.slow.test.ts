import { expect, test } from 'vitest';
import { standardDeviations } from './covariance';
import { refineShot } from './refine-shot';
import { noisyShot, OPTIONS, SPOTS, TRUTH } from './shot.fixture';

const START = { ...TRUTH, crystal: { ...TRUTH.crystal, misset: [12.1, -33.05, 57.04] as const } };

test('every kernel and precision ends where double precision does', async () => {
  const measured = await noisyShot(TRUTH, START);
  const options = { ...OPTIONS, free: ['misset', 'ncells', 'scale'], box: 3 };
  const refinedBy = async (kernel: 'cpu' | 'reference', precision: 'double' | 'mixed' | 'single') => {
    const sampling = { ...START.sampling, kernel, precision };
    return refineShot({ ...measured, experiment: { ...START, sampling }, spots: SPOTS }, options);
  };
  const first = await refinedBy('cpu', 'double');
  expect(first.status).toBe('converged');
  const errors = standardDeviations(first.covariance);
  for (const [kernel, precision] of [
    ['reference', 'double'],
    ['cpu', 'mixed'],
    ['cpu', 'single'],
  ] as const) {
    const other = await refinedBy(kernel, precision);
    expect(other.status).toBe('converged');
    other.x.forEach((value, i) => {
      const moved = Math.abs(value - (first.x[i] as number)) / (errors[i] as number);
      expect(moved, `${kernel}, ${precision}: ${first.variables[i]?.numbers[0]?.name}`).toBeLessThan(0.2);
    });
  }
});
