import { planTerm } from '@braggsim/core';
import type { Derived } from '@braggsim/core/derived';
import { describeTerm } from '@braggsim/testkit/suites';
import { expect, test } from 'vitest';
import { plainNumbers as m } from './detectors.fixture';
import { slab } from './slab';

const derived = { beam: { wavelength: 1e-10 } } as Derived;

function transmission(params: object, cosTwoTheta: number, wavelength = 1e-10): number {
  const { constants, specialization } = planTerm(slab, { params: params as never }, derived);
  return slab.formula(m, { cosTwoTheta, wavelength }, constants as never, specialization as never);
}
/** A slab of an optical depth of 0.76 at 1 Å. */
const SLAB = { thicknessUm: 400, muPerMm: 1.9 };

test('the check value of the specification', () => {
  expect(transmission(SLAB, 0.9)).toBeCloseTo(0.448464784, 9);
});

test('the mean over the depth of scattering, forwards and backwards', () => {
  const mean = (cosine: number, depth: number) => {
    const steps = 20_000;
    let sum = 0;
    for (let i = 0; i < steps; i++) {
      const z = (i + 0.5) / steps;
      const out = cosine > 0 ? (1 - z) / cosine : z / -cosine;
      sum += Math.exp(-depth * (z + out));
    }
    return sum / steps;
  };
  for (const cosine of [0.999, 0.7, 0.2, -0.2, -0.7, -1]) {
    expect(transmission(SLAB, cosine) / mean(cosine, 0.76)).toBeCloseTo(1, 6);
  }
});

test('straight ahead it is exp(-m), without a loss of digits around', () => {
  expect(transmission(SLAB, 1)).toBeCloseTo(Math.exp(-0.76), 14);
  const near = transmission(SLAB, 1 - 1e-9);
  expect(near / (Math.exp(-0.76) * (1 - 0.38e-9))).toBeCloseTo(1, 12);
});

test('attenuation grows with the cube of the wavelength', () => {
  const expected = transmission({ ...SLAB, muPerMm: 1.9 * 1.1 ** 3 }, 0.9);
  expect(transmission(SLAB, 0.9, 1.1e-10)).toBeCloseTo(expected, 12);
  expect(transmission({ ...SLAB, atWavelengthA: 1.1 }, 0.9, 1.1e-10)).toBeCloseTo(transmission(SLAB, 0.9), 12);
});

test('no thickness transmits everything; a slab without its numbers is refused', () => {
  expect(transmission({ thicknessUm: 0, muPerMm: 2 }, 0.3)).toBe(1);
  expect(() => planTerm(slab, { params: { thicknessUm: 1 } }, derived)).toThrow("the factor 'slab' needs muPerMm");
});

describeTerm(slab, {
  ranges: { wavelength: [5e-11, 2e-10] },
  cases: [
    { name: 'half absorbing', derived: { beam: derived.beam }, params: SLAB },
    { name: 'thin', derived: { beam: derived.beam }, params: { thicknessUm: 1, muPerMm: 0.1, atWavelengthA: 1.2 } },
  ],
});
