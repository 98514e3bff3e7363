import { expect, test } from 'vitest';
import { refineShot } from './refine-shot';
import { noisyShot, OPTIONS, SPOTS, TRUTH } from './shot.fixture';
import { refinedNumbers } from './shot-numbers';

const START = { ...TRUTH, crystal: { ...TRUTH.crystal, misset: [12.1, -33.05, 57.04] as const } };
const measured = noisyShot(TRUTH, START);
const shotFrom = async (experiment: typeof TRUTH = START) => ({ ...(await measured), experiment, spots: SPOTS });

test('tied numbers keep their ratio and have the same relative error', async () => {
  const cells = [10.8, 9, 8.1] as const;
  const shot = await shotFrom({ ...START, crystal: { ...START.crystal, cells } });
  const free = ['misset', 'ncells', 'scale'];
  const refined = await refineShot(shot, { ...OPTIONS, free, ties: [['ncells.a', 'ncells.b']] });
  const [a, b, c] = ['a', 'b', 'c'].map((axis) =>
    refinedNumbers(refined).find(({ name }) => name === `ncells.${axis}`),
  );
  expect(refined.status).toBe('converged');
  expect((b?.value ?? 0) / (a?.value ?? 1)).toBeCloseTo(9 / 10.8, 12);
  expect((b?.esd ?? 0) / (a?.esd ?? 1)).toBeCloseTo(9 / 10.8, 12);
  for (const [number, truth] of [
    [a, 12],
    [b, 10],
    [c, 9],
  ] as const) {
    expect(Math.abs((number?.value ?? 0) - truth)).toBeLessThan(4 * (number?.esd ?? 0));
  }
});

test('fixed numbers stay, and single ones of a group too', async () => {
  const refined = await refineShot(await shotFrom(), { ...OPTIONS, fix: ['turn.z'] });
  const numbers = refinedNumbers(refined);
  expect(numbers.map(({ name }) => name)).toEqual(['turn.x', 'turn.y', 'scale']);
});

test('the angle of a still and its turn about the spindle are not determined together', async () => {
  const free = ['misset', 'scale', 'phi'];
  const refined = await refineShot(await shotFrom(), { ...OPTIONS, free });
  expect(refined.status).toBe('converged');
  const [{ direction = {} } = {}] = refined.undetermined;
  expect(refined.undetermined).toHaveLength(1);
  // The spindle is the axis z of the laboratory.
  expect((direction['turn.z'] ?? 0) / (direction.phi ?? 1)).toBeCloseTo(-1, 6);
  const errors = new Map(refinedNumbers(refined).map(({ name, esd }) => [name, esd]));
  expect([errors.get('turn.z'), errors.get('phi')]).toEqual([null, null]);
  expect(errors.get('turn.x')).toBeGreaterThan(0);
});

test('cell and wavelength together are not determined, have no errors, and leave the other numbers as they are', async () => {
  const free = ['misset', 'cell', 'scale'];
  const options = { ...OPTIONS, fix: ['cell.alpha', 'cell.beta', 'cell.gamma'] };
  const [without, together] = [
    await refineShot(await shotFrom(), { ...options, free }),
    await refineShot(await shotFrom(), { ...options, free: [...free, 'wavelength'] }),
  ];
  expect(together.status).toBe('converged');
  const [one] = together.undetermined;
  expect(together.undetermined).toHaveLength(1);
  // Weights are in units of the numbers over that of the largest entry.
  const weights = one?.direction ?? {};
  for (const [name, edge] of [
    ['cell.a', 41],
    ['cell.b', 52],
  ] as const) {
    expect((weights[name] ?? 0) / (weights['cell.c'] ?? 1)).toBeCloseTo(edge / 63, 2);
  }
  expect((weights.wavelength ?? 0) / (weights['cell.c'] ?? 1)).toBeCloseTo(1 / 63, 4);
  const numbers = new Map(refinedNumbers(together).map((number) => [number.name, number]));
  for (const name of ['cell.a', 'cell.b', 'cell.c', 'wavelength']) expect(numbers.get(name)?.esd, name).toBeNull();
  for (const { name, value, esd } of refinedNumbers(without)) {
    if (name.startsWith('cell.')) continue;
    const other = numbers.get(name);
    expect(Math.abs((other?.value ?? 0) - value), name).toBeLessThan(0.1 * (esd ?? 0));
    expect((other?.esd ?? 0) / (esd ?? 1), name).toBeCloseTo(1, 2);
  }
});
