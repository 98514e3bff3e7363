import { describe, expect, test } from 'vitest';
import { coherentAmplitude, incoherentIntensity } from './atoms';
import { hardSphereStructure, MATERIALS } from './materials';
import { moleculeAverage, moleculeCoherent, NITROGEN, WATER } from './molecule';

const at = (material: keyof typeof MATERIALS, sinThetaOverLambda: number): number => {
  const { sinThetaOverLambda: places, amplitude } = MATERIALS[material].table();
  const i = places.findIndex((s) => s >= sinThetaOverLambda * 1e10 - 1);
  return (amplitude[i] as number) ** 2;
};

describe('atoms', () => {
  test.each([
    ['H', 1],
    ['N', 7],
    ['O', 8],
  ] as const)('%s: all electrons scatter together straight on, none does at large angles', (element, electrons) => {
    expect(coherentAmplitude(element, 0)).toBeCloseTo(electrons, 1);
    expect(incoherentIntensity(element, 0)).toBeCloseTo(0, 1);
    expect(incoherentIntensity(element, 2) / electrons).toBeGreaterThan(0.9);
    expect(incoherentIntensity(element, 2)).toBeLessThan(electrons);
  });

  test('values of International Tables C, table 6.1.1.1', () => {
    // Oxygen at 0.1, 0.25 and 0.5 1/A; hydrogen at 0.25.
    for (const [s, f] of [
      [0.1, 7.25],
      [0.25, 4.808],
      [0.5, 2.338],
    ] as const) {
      expect(Math.abs(coherentAmplitude('O', s) - f)).toBeLessThan(0.01);
    }
    expect(Math.abs(coherentAmplitude('H', 0.25) - 0.35)).toBeLessThan(0.01);
  });

  test('hydrogen has one electron: what it does not scatter coherently it scatters incoherently', () => {
    expect(incoherentIntensity('H', 0.3)).toBeCloseTo(1 - coherentAmplitude('H', 0.3) ** 2, 12);
  });
});

test('molecules scatter like one charge straight on, like separate atoms at large angles', () => {
  expect(moleculeCoherent(WATER, 0)).toBeCloseTo(100, 0);
  expect(moleculeAverage(WATER, 0)).toBeCloseTo(moleculeCoherent(WATER, 0), 12);
  expect(moleculeAverage(WATER, 0.3)).toBeLessThan(moleculeCoherent(WATER, 0.3));
  const atoms = 2 * coherentAmplitude('N', 1.2) ** 2;
  expect(Math.abs(moleculeCoherent(NITROGEN, 1.2) / atoms - 1)).toBeLessThan(0.1);
});

test('hard spheres: compressibility at 0, no order at large angles, nothing packed nothing ordered', () => {
  const packing = 0.3;
  expect(hardSphereStructure(0, packing)).toBeCloseTo((1 - packing) ** 4 / (1 + 2 * packing) ** 2, 12);
  expect(hardSphereStructure(0.051, packing)).toBeCloseTo(hardSphereStructure(0, packing), 3);
  expect(hardSphereStructure(200, packing)).toBeCloseTo(1, 2);
  expect(hardSphereStructure(3, 1e-9)).toBeCloseTo(1, 6);
});

test('water: as compressible as water, a ring between 2.1 and 2.5 1/A, all electrons by themselves far out', () => {
  // 100 electrons^2 times n k T times the compressibility: 33.34e27 * 4.116e-21 * 4.525e-10 = 0.0621 at 25 C.
  expect(Math.abs(at('water', 0) / 6.21 - 1)).toBeLessThan(0.1);
  const { sinThetaOverLambda, amplitude } = MATERIALS.water.table();
  const ring = sinThetaOverLambda[amplitude.indexOf(Math.max(...amplitude))] as number;
  const q = (4 * Math.PI * ring) / 1e10;
  expect(q).toBeGreaterThan(2.1);
  expect(q).toBeLessThan(2.5);
  expect(at('water', 2)).toBeGreaterThan(10);
});

test('air: forward scattering of 79 % nitrogen and 21 % oxygen, falling from there', () => {
  expect(Math.abs(at('air', 0) / (0.79 * 14 ** 2 + 0.21 * 16 ** 2) - 1)).toBeLessThan(0.005);
  expect(at('air', 0.2)).toBeLessThan(at('air', 0.1));
});

test('ice: rings at 3.90, 3.66, 3.44, 2.67, 2.25 and 2.07 A, and the density of ice', () => {
  const { sinThetaOverLambda, amplitude } = MATERIALS.ice.table();
  const rings = [...amplitude.keys()]
    .filter((i) => {
      const f = amplitude[i] as number;
      return f > 12 && f > (amplitude[i - 1] ?? 0) && f > (amplitude[i + 1] ?? 0);
    })
    .map((i) => 1e10 / (2 * (sinThetaOverLambda[i] as number)));
  for (const [i, d] of [3.9, 3.66, 3.44, 2.67, 2.25, 2.07].entries()) {
    expect(Math.abs((rings[i] as number) - d)).toBeLessThan(0.02);
  }
  expect(MATERIALS.ice.densityGPerCm3).toBeCloseTo(0.933, 3);
});
