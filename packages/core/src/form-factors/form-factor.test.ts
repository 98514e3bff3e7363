import { expect, test } from 'vitest';
import { formFactorOf, freeAtomFormFactor } from './form-factor';

test('form factors of atoms and ions add up to their electrons', () => {
  const electrons = (element: string, charge = 0) => formFactorOf(element, charge).a.reduce((sum, a) => sum + a, 0);
  for (const [element, charge, count] of [
    ['H', 0, 1],
    ['C', 0, 6],
    ['N', 0, 7],
    ['O', 0, 8],
    ['S', 0, 16],
    ['Se', 0, 34],
    ['I', 0, 53],
    ['I', -1, 54],
    ['Zn', 2, 28],
    ['Ca', 2, 18],
    ['Cf', 0, 98],
  ] as const) {
    expect(electrons(element, charge)).toBeCloseTo(count, 1);
  }
  expect(formFactorOf('C', 3)).toBe(formFactorOf('C'));
  expect(() => formFactorOf('Xx')).toThrow("no X-ray form factor for 'Xx'");
});

test('a free atom is that of the table, but for hydrogen, which is wider than the bonded one', () => {
  const at = ({ a, b }: ReturnType<typeof formFactorOf>, s: number) =>
    a.reduce((sum, ai, i) => sum + ai * Math.exp(-(b[i] as number) * s * s), 0);
  expect(freeAtomFormFactor('N')).toBe(formFactorOf('N'));
  expect(at(freeAtomFormFactor('H'), 0)).toBeCloseTo(1, 3);
  expect(at(freeAtomFormFactor('H'), 0.3)).toBeLessThan(at(formFactorOf('H'), 0.3));
  // The hydrogen atom in closed form (Bohr radius 0.529177 A), to the 0.001 electrons that four Gaussians reach.
  for (const s of [0.1, 0.25, 0.5]) {
    expect(Math.abs(at(freeAtomFormFactor('H'), s) - (1 + (2 * Math.PI * s * 0.529177) ** 2) ** -2)).toBeLessThan(1e-3);
  }
});
