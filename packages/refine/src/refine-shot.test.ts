import { describe, expect, test } from 'vitest';
import { refineShot } from './refine-shot';
import { noisyShot, OPTIONS, SPOTS, TRUTH } from './shot.fixture';
import { refinedNumbers } from './shot-numbers';

const START = { ...TRUTH, crystal: { ...TRUTH.crystal, misset: [12.1, -33.05, 57.04] as const } };

describe('a shot', () => {
  test('comes to the truth within its errors', async () => {
    const refined = await refineShot({ ...(await noisyShot(TRUTH, START)), spots: SPOTS }, OPTIONS);
    expect(refined.status).toBe('converged');
    expect(refined.sigmaZ).toBeGreaterThan(0.9);
    expect(refined.sigmaZ).toBeLessThan(1.1);
    const { crystal } = refined.refined;
    expect(crystal?.misset).toEqual([12, -33, 57].map((angle) => expect.closeTo(angle, 2)));
    const scale = refinedNumbers(refined).find(({ name }) => name === 'scale');
    expect(Math.abs((scale?.value ?? 0) - 1)).toBeLessThan(5 * (scale?.esd ?? 0));
    expect(refined.offsets.end.median).toBeLessThan(refined.offsets.start.median ?? 0);
  });

  test('stays on a bound that its optimum violates', async () => {
    const bounds = [{ name: 'scale', lower: null, upper: 0.9 }];
    const start = { ...START, beam: { ...START.beam, fluencePerM2: 3.15e29 } };
    const shot = { ...(await noisyShot(TRUTH, start)), spots: SPOTS };
    const refined = await refineShot(shot, { ...OPTIONS, bounds: [{ name: 'scale', lower: 0.97, upper: null }] });
    const scale = refinedNumbers(refined).find(({ name }) => name === 'scale');
    expect(scale).toMatchObject({ value: 0.97, atBound: true });
    await expect(refineShot(shot, { ...OPTIONS, bounds })).rejects.toThrow('outside its bounds');
  });

  test('obeys a restraint that is tighter than the data', async () => {
    const restraints = [{ name: 'turn.x', value: 0.02, sigma: 1e-5 }];
    const shot = { ...(await noisyShot(TRUTH, START)), spots: SPOTS };
    const refined = await refineShot(shot, { ...OPTIONS, restraints });
    const turn = refinedNumbers(refined).find(({ name }) => name === 'turn.x');
    expect(turn?.value).toBeCloseTo(0.02, 3);
    expect(turn?.restraint).toEqual({ value: 0.02, sigma: 1e-5 });
    expect(turn?.esd).toBeLessThan(1.1e-5);
  });

  test('with too few spots is not refined, and says so', async () => {
    const shot = { ...(await noisyShot(TRUTH, START)), spots: [{ panel: 0, centre: [60, 24] as const }] };
    const refined = await refineShot(shot, OPTIONS);
    expect(refined.status).toBe('failed');
    expect(refined.warnings.map(({ id }) => id)).toContain('too-few-pixels');
  });

  test('gives the same result twice', async () => {
    const [one, other] = await Promise.all(
      [1, 2].map(async () => refineShot(await noisyShot(TRUTH, START), { ...OPTIONS, maxEvaluations: 2 })),
    );
    expect(one?.x).toEqual(other?.x);
    expect(one?.covariance).toEqual(other?.covariance);
  });
});
