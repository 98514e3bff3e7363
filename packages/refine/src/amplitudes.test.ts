import { type Mat3, vector } from '@braggsim/core';
import { parseHkl } from '@braggsim/reflections';
import { readMtz } from '@braggsim/reflections/files';
import { describe, expect, test } from 'vitest';
import { amplitudeList } from './amplitude-list';
import { amplitudeMtz } from './amplitude-mtz';
import { representative } from './amplitudes';
import { AMPLITUDES, START, wrongList, wrongShot } from './amplitudes.fixture';
import { refineShot } from './refine-shot';
import { noisyShot, OPTIONS, SPOTS, TRUTH } from './shot.fixture';
import { refinedNumbers } from './shot-numbers';

const TWOFOLD: readonly Mat3[] = [vector.IDENTITY, [-1, 0, 0, 0, 1, 0, 0, 0, -1]];

test('equivalent reflections have one representative, and Friedel mates too unless they are told apart', () => {
  for (const hkl of [
    [1, 2, 3],
    [-1, 2, -3],
    [-1, -2, -3],
    [1, -2, 3],
  ] as const) {
    expect(representative(hkl, TWOFOLD, false)).toEqual([1, 2, 3]);
    const isMate = hkl[1] < 0;
    expect(representative(hkl, TWOFOLD, true)).toEqual(isMate ? [1, -2, 3] : [1, 2, 3]);
  }
});

describe('amplitudes', () => {
  test('of one image come to the truth within their errors, and a list has them', async () => {
    const refined = await refineShot(await wrongShot(1), AMPLITUDES);
    expect(refined.status).toBe('converged');
    const numbers = refinedNumbers(refined).filter(({ name }) => name.startsWith('f-hkl.'));
    expect(numbers.length).toBeGreaterThan(4);
    const strong = numbers.filter(({ esd }) => esd !== null && esd < 3);
    expect(strong.length).toBeGreaterThan(2);
    for (const { value, esd } of strong) expect(Math.abs(value - 60)).toBeLessThan(4 * (esd ?? 0));
    expect(strong.some(({ start }) => Math.abs(start - 60) > 4)).toBe(true);
    const list = parseHkl(amplitudeList([refined], wrongList().reflections, false));
    const [{ name, value } = { name: '', value: 0 }] = strong;
    const hkl = name.split('.').slice(1).map(Number);
    const rows = Array.from(list.F.keys()).filter((i) => [list.h[i], list.k[i], list.l[i]].join() === hkl.join());
    expect(list.F[rows[0] as number]).toBeCloseTo(value, 9);
    const mtz = readMtz(amplitudeMtz([refined], wrongList().reflections, false));
    expect(mtz.columns.map(({ label }) => label)).toEqual(['H', 'K', 'L', 'F', 'SIGF', 'SHOTS']);
    const [h, k, l, F, sigma, shots] = mtz.columns.map((column) => column.values) as Float32Array[];
    const sign = (hkl[2] ?? 0) > 0 || ((hkl[2] ?? 0) === 0 && (hkl[0] ?? 0) > 0) ? 1 : -1;
    const row = Array.from(F ?? []).findIndex((_, i) =>
      [h, k, l].every((column, axis) => column?.[i] === sign * (hkl[axis] ?? 0) + 0),
    );
    expect(F?.[row]).toBeCloseTo(value, 3);
    expect(sigma?.[row]).toBeCloseTo(strong[0]?.esd ?? 0, 3);
    expect(shots?.[row]).toBe(1);
    expect(mtz.count).toBe(((wrongList().reflections?.count ?? 0) - 1) / 2);
  });

  test('are refused where structure factors are interpolated', async () => {
    const shot = await wrongShot(1);
    const smooth = { ...shot, experiment: { ...START, structureFactors: { interpolation: 'tricubic' as const } } };
    await expect(refineShot(smooth, AMPLITUDES)).rejects.toThrow('give structureFactors.interpolation: nearest');
  });
});

test('a B factor of the spots comes to the truth', async () => {
  const truth = { ...TRUTH, crystal: { ...TRUTH.crystal, bFactorA2: 12 } };
  const shot = { ...(await noisyShot(truth, TRUTH)), spots: SPOTS };
  const refined = await refineShot(shot, { ...OPTIONS, free: ['misset', 'scale', 'b-factor'] });
  const b = refinedNumbers(refined).find(({ name }) => name === 'b-factor');
  expect(Math.abs((b?.value ?? 0) - 12)).toBeLessThan(4 * (b?.esd ?? 0));
  expect(b?.esd).toBeLessThan(6);
  expect(refined.refined.crystal?.bFactorA2).toBe(b?.value);
});
