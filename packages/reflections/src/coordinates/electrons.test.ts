import { formFactorOf } from '@braggsim/core/form-factors';
import { describe, expect, test } from 'vitest';
import { fixture } from '../files/fixtures.fixture';
import { metricOf } from '../metric';
import { electronFormFactor } from './electrons';
import type { Model } from './model';
import { readModel } from './read';
import { structureFactors } from './structure-factors';

/** Scattering factors of electrons, five Gaussians (A, A^2): L.-M. Peng et al., Acta Cryst. A52 (1996) 257, table 1. */
const PENG: Readonly<Record<string, readonly [nucleus: number, a: readonly number[], b: readonly number[]]>> = {
  C: [6, [0.0893, 0.2563, 0.757, 1.0487, 0.3575], [0.2465, 1.71, 6.4094, 18.6113, 50.2523]],
  N: [7, [0.1022, 0.3219, 0.7982, 0.8197, 0.1715], [0.2451, 1.7481, 6.1925, 17.3894, 48.1431]],
  O: [8, [0.0974, 0.2921, 0.691, 0.699, 0.2039], [0.2067, 1.3815, 4.6943, 12.7105, 32.4726]],
};

describe.each(Object.entries(PENG))('the scattering factor of %s', (element, [nucleus, a, b]) => {
  const at = (s: number) => electronFormFactor(formFactorOf(element), nucleus, s * s);

  test('is that of Peng et al.', () => {
    for (const s of [0, 0.01, 0.019, 0.1, 0.2, 0.4, 0.8, 1.2]) {
      const expected = a.reduce((sum, value, i) => sum + value * Math.exp(-(b[i] as number) * s * s), 0);
      expect(at(s) / expected, `s ${s}`).toBeGreaterThan(0.96);
      expect(at(s) / expected, `s ${s}`).toBeLessThan(1.04);
    }
  });

  test('is the charge over s^2 from s = 0.02 on', () => {
    const { a: heights, b: widths } = formFactorOf(element);
    for (const s of [0.02, 0.3, 2]) {
      const electrons = heights.reduce((sum, value, i) => sum + value * Math.exp(-(widths[i] as number) * s * s), 0);
      expect(at(s) / ((0.0239337 * (nucleus - electrons)) / s ** 2)).toBeCloseTo(1, 12);
    }
  });

  test('has no singularity at s = 0', () => {
    expect(at(1e-9)).toBeCloseTo(at(0), 12);
    expect(at(1e-3) / at(0)).toBeCloseTo(1, 3);
  });
});

const options = { dMinA: 1.5, particle: 'electron' } as const;
const small = readModel(fixture('small.pdb'), 'small.pdb').value;

/** Differences of two sets over their root mean square. */
function difference(a: ReturnType<typeof structureFactors>, b: ReturnType<typeof structureFactors>): number {
  let [most, squares] = [0, 0];
  for (const part of ['plusRe', 'plusIm', 'minusRe', 'minusIm'] as const) {
    a[part].forEach((x, i) => {
      most = Math.max(most, Math.abs(x - (b[part][i] as number)));
      squares += x * x;
    });
  }
  return most / Math.sqrt(squares / (2 * a.h.length));
}

test('one atom has its scattering factor, displacement and phase', () => {
  const [cell, b] = [[10, 12, 14, 90, 90, 90] as const, 7];
  const atom = { element: 'C', charge: 0, position: [1, 2, 3] as const, occupancy: 0.5, b };
  const model: Model = { cell, spaceGroup: readModel(fixture('small.pdb'), 'a').value.spaceGroup, atoms: [atom] };
  const p1 = {
    ...model,
    spaceGroup: {
      ...model.spaceGroup,
      operations: [{ rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1], translation: [0, 0, 0] }],
    },
  } as Model;
  const found = structureFactors(p1, options);
  const metric = metricOf(cell);
  found.h.forEach((h, i) => {
    const [k, l] = [found.k[i] as number, found.l[i] as number];
    const square = metric.inverseSquare(h, k, l) / 4;
    const size = 0.5 * electronFormFactor(formFactorOf('C'), 6, square) * Math.exp(-b * square);
    const phase = 2 * Math.PI * (h / 10 + (2 * k) / 12 + (3 * l) / 14);
    expect(found.plusRe[i]).toBeCloseTo(size * Math.cos(phase), 10);
    expect(found.minusIm[i]).toBeCloseTo(-size * Math.sin(phase), 10);
  });
});

test('sum over atoms and transform agree', () => {
  const neutral = { ...options, ions: false };
  const direct = structureFactors(small, { ...neutral, method: 'direct' });
  expect(difference(structureFactors(small, { ...neutral, method: 'fft' }), direct)).toBeLessThan(1e-3);
  expect(direct.solventFraction).toBe(0);
});

describe('electrons refuse', () => {
  const withIon = (cell: Model['cell']): Model => ({
    ...small,
    cell,
    atoms: [{ element: 'Zn', charge: 2, position: [0, 0, 0], occupancy: 1, b: 10 }],
  });

  test('ions with reflections at small angles', () => {
    expect(() => structureFactors(withIon([40, 40, 40, 90, 90, 90]), { ...options, dMinA: 5 })).toThrow(
      /charges \(Zn2\+\).*below 0.05.*--neutral/,
    );
    expect(() => structureFactors(withIon([6, 6, 6, 90, 90, 90]), options)).not.toThrow();
    const { ions, ...neutral } = { ...options, dMinA: 5, ions: false };
    expect(() => structureFactors(withIon([40, 40, 40, 90, 90, 90]), { ...neutral, ions })).not.toThrow();
  });

  test('anomalous scattering and the solvent of X-rays', () => {
    expect(() => structureFactors(small, { ...options, dispersion: () => ({ real: 0, imaginary: 0 }) })).toThrow(
      "f' and f''",
    );
    expect(() => structureFactors(small, { ...options, solvent: {} })).toThrow('bulk solvent');
  });
});
