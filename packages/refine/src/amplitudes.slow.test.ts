import { describe, expect, test } from 'vitest';
import { amplitudeList } from './amplitude-list';
import { AMPLITUDES, wrongShot } from './amplitudes.fixture';
import { refineShot } from './refine-shot';
import { refineTogether } from './refine-together';
import { refinedNumbers } from './shot-numbers';

describe('amplitudes', () => {
  test('are hardly determined where the scale is free as well, unless they are restrained', async () => {
    const options = { ...AMPLITUDES, free: ['misset', 'scale', 'f-hkl'] };
    const shot = await wrongShot(2);
    const refined = await refineShot(shot, options);
    expect(refined.undetermined.some(({ direction }) => 'scale' in direction)).toBe(true);
    // Weak reflections, which stay as they are, tell the scale a little.
    expect(refinedNumbers(refined).find(({ name }) => name === 'scale')?.esd).toBeGreaterThan(1);
    const restraints = [{ name: 'f-hkl', value: 1, sigma: 0.2 }];
    const held = await refineShot(shot, { ...options, restraints });
    expect(held.undetermined.filter(({ exact }) => exact)).toEqual([]);
    expect(refinedNumbers(held).every(({ esd }) => esd !== null)).toBe(true);
    const misspelt = { ...options, restraints: [{ name: 'cell.a', value: 1, sigma: 1 }] };
    await expect(refineShot(shot, misspelt)).rejects.toThrow("--restrain names 'cell.a'");
  });

  test('of two images have smaller errors than of one', async () => {
    const options = { ...AMPLITUDES, amplitudesLater: true };
    const shots = await Promise.all([3, 4].map(wrongShot));
    const alone = await Promise.all(
      shots.map(async (shot) => ({ refined: await refineShot(shot, options), source: shot })),
    );
    const { shared, shots: together } = await refineTogether(alone, ['f-hkl'], options);
    const one = refinedNumbers(await refineShot(await wrongShot(3), AMPLITUDES));
    const [first] = shared.parameters.filter(({ esd }) => esd !== null && esd < 3);
    const same = one.find(({ name }) => name === first?.name);
    expect((first?.esd ?? 0) / (same?.esd ?? 0)).toBeCloseTo(Math.SQRT1_2, 1);
    expect(Math.abs((first?.value ?? 0) - 60)).toBeLessThan(4 * (first?.esd ?? 0));
    expect(amplitudeList(together, undefined, false)).toMatch(/ 2$/m);
  });
});
