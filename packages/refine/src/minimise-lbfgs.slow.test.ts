import { expect, test } from 'vitest';
import { standardDeviations } from './covariance';
import { refineShot } from './refine-shot';
import { noisyShot, OPTIONS, SPOTS, TRUTH } from './shot.fixture';

test('L-BFGS ends where Gauss-Newton ends, on bounds too', async () => {
  const start = { ...TRUTH, crystal: { ...TRUTH.crystal, misset: [12.03, -33.02, 57.02] as const } };
  const shot = { ...(await noisyShot(TRUTH, start)), spots: SPOTS };
  for (const bounds of [[], [{ name: 'scale', lower: 0.97, upper: null }]]) {
    const options = { ...OPTIONS, bounds };
    const newton = await refineShot(shot, options);
    const lbfgs = await refineShot(shot, { ...options, method: 'lbfgs', maxEvaluations: 200 });
    expect(lbfgs.status).toBe('converged');
    const errors = standardDeviations(newton.covariance);
    for (const [i, value] of newton.x.entries()) {
      expect(Math.abs(value - (lbfgs.x[i] as number))).toBeLessThan(0.1 * (errors[i] as number));
    }
    expect(lbfgs.deviance).toBeCloseTo(newton.deviance, 1);
  }
});
