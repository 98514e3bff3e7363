import { expect, test } from 'vitest';
import { amplitudeName } from './amplitude-variables';
import { AMPLITUDES, wrongShot } from './amplitudes.fixture';
import { refineShot } from './refine-shot';
import { refineTogether } from './refine-together';
import { refinedNumbers } from './shot-numbers';

test('shots that share their distance have amplitudes of their own, with their restraints', async () => {
  const options = {
    ...AMPLITUDES,
    free: ['misset', 'distance', 'f-hkl'],
    restraints: [{ name: 'f-hkl.shell', value: 1, sigma: 0.05 }],
  };
  const alone = await Promise.all(
    [1, 2].map(async (seed) => {
      const source = await wrongShot(seed);
      return { refined: await refineShot(source, options), source };
    }),
  );
  const { shots, shared } = await refineTogether(alone, ['distance'], options);
  expect(shots.map(({ status }) => status)).toEqual(['converged', 'converged']);
  expect(shared.parameters.map(({ name }) => name)).toEqual(['distance']);
  expect(shared.parameters[0]?.value).toBeCloseTo(60, 1);
  const numbers = shots.map((shot) => new Map(refinedNumbers(shot).map((one) => [one.name, one])));
  for (const [s, shot] of shots.entries()) {
    const { reflections = [] } = shot.amplitudes ?? {};
    expect(reflections.length).toBeGreaterThan(4);
    const before = new Map(refinedNumbers(alone[s]?.refined ?? shot).map((one) => [one.name, one]));
    for (const { hkl } of reflections) {
      const [one, other] = [numbers[s]?.get(amplitudeName(hkl)), before.get(amplitudeName(hkl))];
      // The distance hardly bears on amplitudes: they stay where each shot by itself has them.
      expect(Math.abs((one?.value ?? Number.NaN) - (other?.value ?? 0))).toBeLessThan(other?.esd ?? 0);
      expect((one?.esd ?? 0) / (other?.esd ?? 0)).toBeCloseTo(1, 1);
    }
  }
});
