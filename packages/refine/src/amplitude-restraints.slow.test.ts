import { vector } from '@braggsim/core';
import { expect, test } from 'vitest';
import { AMPLITUDES, START, wrongList } from './amplitudes.fixture';
import { refineShot } from './refine-shot';
import { refineTogether } from './refine-together';
import { noisyShot, SPOTS, TRUTH } from './shot.fixture';
import { refinedNumbers } from './shot-numbers';

test('mates on images from both sides become equal where they are restrained, and as certain as of twice the images', async () => {
  const options = { ...AMPLITUDES, anomalous: true, amplitudesLater: true };
  /** Half a turn about the axis across the beam shows the mates of all reflections, on the other side of the detector. */
  const images = [0, 180].flatMap((turn) => [1, 2].map((seed) => [turn, seed] as const));
  const alone = await Promise.all(
    images.map(async ([turn, seed]) => {
      const misset = [12, -33, 57 + turn] as const;
      const at = <T extends typeof TRUTH>(one: T): T => ({ ...one, crystal: { ...one.crystal, misset } });
      const spots = SPOTS.map(({ panel, centre: [fast, slow] }) => ({
        panel,
        centre: [turn === 0 ? fast : 119 - fast, slow] as const,
      }));
      const shot = {
        ...(await noisyShot(at(TRUTH), at(START), seed + turn)),
        inputs: wrongList(),
        spots,
        rotations: [vector.IDENTITY],
      };
      return { refined: await refineShot(shot, options), source: shot };
    }),
  );
  const free = await refineTogether(alone, ['f-hkl'], options);
  const restraints = [{ name: 'f-hkl.friedel', value: 1, sigma: 1e-4 }];
  const held = await refineTogether(alone, ['f-hkl'], { ...options, restraints });
  const before = new Map(free.shared.parameters.map((one) => [one.name, one]));
  const after = new Map(held.shared.parameters.map((one) => [one.name, one]));
  const pairs = [...after.values()].flatMap((one) => {
    const [h, k, l] = one.name
      .split('.')
      .slice(1)
      .map((index) => -Number(index) + 0);
    const mate = after.get(`f-hkl.${h}.${k}.${l}`);
    return mate && mate.name > one.name && (one.esd ?? 99) < 3 ? [[one, mate] as const] : [];
  });
  expect(pairs.length).toBeGreaterThan(2);
  for (const [one, mate] of pairs) {
    expect(one.value / mate.value).toBeCloseTo(1, 2);
    expect(Math.abs(one.value - 60)).toBeLessThan(4 * (one.esd ?? 0));
    const errors = [before.get(one.name)?.esd ?? 0, before.get(mate.name)?.esd ?? 0];
    const joined = 1 / Math.sqrt(errors.reduce((sum, error) => sum + 1 / error ** 2, 0));
    expect((one.esd ?? 0) / joined).toBeCloseTo(1, 1);
  }
});

test('the mean of shells takes the place of a scale that is known', async () => {
  const shot = {
    ...(await noisyShot(TRUTH, START, 2)),
    inputs: wrongList(),
    spots: SPOTS,
    rotations: [vector.IDENTITY],
  };
  const options = {
    ...AMPLITUDES,
    free: ['misset', 'scale', 'f-hkl'],
    restraints: [{ name: 'f-hkl.shell', value: 1, sigma: 1e-3 }],
  };
  const refined = await refineShot(shot, options);
  expect(refined.status).toBe('converged');
  expect(refined.undetermined.filter(({ exact }) => exact)).toEqual([]);
  const ratios = refinedNumbers(refined).flatMap(({ name, value, start }) =>
    name.startsWith('f-hkl.') ? [Math.log(value / start)] : [],
  );
  expect(ratios.reduce((sum, one) => sum + one, 0) / ratios.length).toBeCloseTo(0, 2);
  expect(refinedNumbers(refined).find(({ name }) => name === 'scale')?.esd).toBeLessThan(0.1);
});
