import { expect, test } from 'vitest';
import { refineShot } from './refine-shot';
import { refineTogether } from './refine-together';
import { noisyShot, OPTIONS, SPOTS, TRUTH } from './shot.fixture';

test('two shots take one distance, with a smaller error than either, and keep their own orientations', async () => {
  const options = { ...OPTIONS, free: ['misset', 'scale', 'distance'] };
  const alone = await Promise.all(
    [1, 2].map(async (seed) => {
      const start = { ...TRUTH, detector: { ...TRUTH.detector, distanceMm: 60.02 } };
      const shot = { ...(await noisyShot(TRUTH, start, seed)), spots: SPOTS };
      return { refined: await refineShot(shot, options), source: shot };
    }),
  );
  const { shots, shared } = await refineTogether(alone, ['distance'], options);
  const [one, other] = shots.map(({ refined }) => refined);
  expect(shots.map(({ status }) => status)).toEqual(['converged', 'converged']);
  expect(one?.detector?.distanceMm).toBe(other?.detector?.distanceMm);
  expect(one?.crystal?.misset).not.toEqual(other?.crystal?.misset);
  const [distance] = shared.parameters;
  expect(distance).toMatchObject({ name: 'distance', shared: true });
  expect(Math.abs((distance?.value ?? 0) - 60)).toBeLessThan(5 * (distance?.esd ?? 0));
  for (const { refined } of alone) {
    const place = refined.variables.findIndex(({ group }) => group === 'distance');
    const { matrix } = refined.covariance;
    expect(distance?.esd).toBeLessThan(Math.sqrt(matrix.values[place * matrix.size + place] as number));
  }
});
