import { planTerm, type Vec3, vector } from '@braggsim/core';
import type { Derived } from '@braggsim/core/derived';
import { calculator, numbers } from '@braggsim/formula';
import { referenceCases } from '@braggsim/testkit';
import { describeTerm } from '@braggsim/testkit/suites';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kahn, polarizationMode, polarizationTerms } from './kahn';

const m = calculator(numbers());

/** The term, along the way that the kernels take. */
function factor(factorK: number, incident: Vec3, axis: Vec3, direction: Vec3): number {
  const inputs = {
    cosTwoTheta: vector.dot(direction, incident),
    cosMagneticAxis: vector.dot(direction, vector.unit(vector.cross(axis, incident))),
  };
  return kahn.formula(m, inputs, { polarizationFraction: factorK }, { polarized: factorK !== 0 });
}

/** As the C program has it. */
function byAngle(factorK: number, incident: Vec3, axis: Vec3, direction: Vec3): number {
  const c = vector.dot(incident, direction);
  const magnetic = vector.unit(vector.cross(axis, incident));
  const electric = vector.unit(vector.cross(incident, magnetic));
  const psi = -Math.atan2(vector.dot(direction, magnetic), vector.dot(direction, electric));
  return (1 + c * c - factorK * Math.cos(2 * psi) * (1 - c * c)) / 2;
}

const unitVector = fc
  .tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }))
  .map(([z, phi]): Vec3 => {
    const r = Math.sqrt(1 - z * z);
    return [r * Math.cos(phi), r * Math.sin(phi), z];
  });
const possible = fc.double({ min: -1, max: 1, noNaN: true });

test('agrees with the angle form of the C program in every direction', () => {
  fc.assert(
    fc.property(possible, unitVector, unitVector, unitVector, (factorK, incident, axis, direction) => {
      fc.pre(vector.length(vector.cross(axis, incident)) > 1e-3);
      expect(factor(factorK, incident, axis, direction)).toBeCloseTo(byAngle(factorK, incident, axis, direction), 12);
    }),
    { seed: 1, numRuns: 1000 },
  );
});

test('scattering never gains energy: 0 <= P <= 1', () => {
  fc.assert(
    fc.property(possible, unitVector, unitVector, unitVector, (factorK, incident, axis, direction) => {
      const P = factor(factorK, incident, axis, direction);
      expect(P).toBeGreaterThanOrEqual(-1e-12);
      expect(P).toBeLessThanOrEqual(1 + 1e-12);
    }),
    { seed: 2, numRuns: 1000 },
  );
});

describe('known values', () => {
  const [x, y, z]: readonly [Vec3, Vec3, Vec3] = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  const at = (degrees: number, towards: Vec3): Vec3 => {
    const angle = (degrees * Math.PI) / 180;
    return vector.add(vector.scale(x, Math.cos(angle)), vector.scale(towards, Math.sin(angle)));
  };

  test('forward it is 1', () => {
    for (const K of [-1, 0, 0.3, 1]) expect(factor(K, x, z, x)).toBeCloseTo(1, 15);
  });

  test('unpolarized: (1 + cos² 2θ)/2 whatever the azimuth', () => {
    expect(factor(0, x, z, at(30, y))).toBeCloseTo(0.875, 15);
    expect(factor(0, x, z, at(30, z))).toBeCloseTo(0.875, 15);
    expect(factor(0, x, z, y)).toBeCloseTo(0.5, 15);
  });

  test('fully polarized: cos² 2θ along the polarization vector, 1 across it', () => {
    expect(factor(1, x, z, at(30, z))).toBeCloseTo(0.75, 15);
    expect(factor(1, x, z, z)).toBeCloseTo(0, 15);
    expect(factor(1, x, z, at(30, y))).toBeCloseTo(1, 15);
    expect(factor(1, x, z, y)).toBeCloseTo(1, 15);
  });

  test('a beam along the polarization vector: cos 2ψ = 1, as in the C program', () => {
    for (const K of [-0.5, 0.5, 1]) {
      for (const direction of [at(30, y), at(30, z), at(77, y)]) {
        expect(factor(K, x, x, direction)).toBeCloseTo(byAngle(K, x, x, direction), 14);
      }
    }
    expect(factor(1, x, x, at(30, y))).toBeCloseTo(0.75, 15);
  });
});

describe('the C program', () => {
  const traces = referenceCases()
    .filter(({ features, derived }) => !features.includes('curved') && derived.sensor_layers === 1)
    .flatMap(({ id, derived, trace = [] }) => trace.map((pixel) => ({ id, derived, pixel })));

  /** Traces give the last subpixel; the factor is that of the first one and of the first source. */
  const firstSample = ({ derived, pixel }: (typeof traces)[number]): { incident: Vec3; direction: Vec3 } => {
    const back = -derived.pixel_m * (1 - 1 / derived.oversample);
    const diagonal = vector.add(derived.fdet_vector, derived.sdet_vector);
    const [x, y, z] = derived.source_list.rows[0] ?? [0, 0, 0];
    return {
      incident: vector.unit([-x, -y, -z]),
      direction: vector.unit(vector.add(pixel.position_m, vector.scale(diagonal, back))),
    };
  };

  test('has traced both kinds of beam', () => {
    expect(traces.filter(({ derived }) => derived.kahn_factor === 0).length).toBeGreaterThan(10);
    expect(traces.filter(({ derived }) => derived.kahn_factor !== 0).length).toBeGreaterThan(4);
  });

  test.each(traces)('$id, pixel $pixel.slow $pixel.fast', (traced) => {
    const { incident, direction } = firstSample(traced);
    const { derived, pixel } = traced;
    expect(factor(derived.kahn_factor ?? 0, incident, derived.polar_vector, direction) / pixel.polar).toBeCloseTo(
      1,
      12,
    );
  });
});

describe('in a plan', () => {
  const corrected = { factors: 'each', noPolarization: 'holds' } as const;
  const c = { factors: 'first', noPolarization: 'overridden' } as const;

  const polarizationFactor = (...[beam, perSample, compatibility]: Parameters<typeof polarizationMode>) => {
    const mode = polarizationMode(beam, perSample, compatibility);
    return mode && { ...planTerm(kahn, {}, { beam } as Derived), mode };
  };

  test('it carries the Kahn factor as data', () => {
    expect(polarizationFactor({ polarizationFraction: 0.9 }, false, corrected)).toEqual({
      id: 'polarization',
      version: 1,
      constants: { polarizationFraction: 0.9 },
      specialization: { polarized: true },
      mode: 'each',
    });
  });

  test.each([
    [0.9, { polarizationFraction: 0.9 }, true],
    [0, { polarizationFraction: 0 }, false],
    [null, { polarizationFraction: 0 }, false],
  ])(
    'a beam with a Kahn factor of %s gives the term its constants and specialization',
    (factorK, constants, polarized) => {
      const derived = { beam: { polarizationFraction: factorK } } as Derived;
      expect(kahn.constants({}, derived)).toEqual(constants);
      expect(kahn.specialization?.({}, derived)).toEqual({ polarized });
    },
  );

  test('the first sample stands for the pixel unless each is asked for', () => {
    expect(polarizationFactor({ polarizationFraction: 0 }, false, c)?.mode).toBe('first');
    expect(polarizationFactor({ polarizationFraction: 0 }, true, c)?.mode).toBe('each');
    expect(polarizationFactor({ polarizationFraction: 0 }, false, corrected)?.mode).toBe('each');
  });

  test('switched off it is gone; asking for samples brings it back where the option says so', () => {
    expect(polarizationFactor({ polarizationFraction: null }, false, c)).toBeUndefined();
    expect(polarizationFactor({ polarizationFraction: null }, true, corrected)).toBeUndefined();
    expect(polarizationFactor({ polarizationFraction: null }, true, c)).toMatchObject({
      constants: { polarizationFraction: 0 },
      specialization: { polarized: false },
      mode: 'each',
    });
  });
});

test('without polarization the polarization vector plays no part', () => {
  const inputs = { cosTwoTheta: 0.5, cosMagneticAxis: Number.NaN };
  expect(kahn.formula(m, inputs, { polarizationFraction: 0 }, { polarized: false })).toBe(0.625);
});

test('the package offers the factor by its name, with its equation and source', () => {
  expect([...polarizationTerms.keys()]).toEqual(['polarization']);
  expect(polarizationTerms.get('polarization')?.()).toBe(kahn);
  expect(kahn).toMatchObject({ slot: 'factor', about: { equation: expect.stringContaining('K cos 2ψ') } });
  expect(kahn.about.citation).toContain('Kahn');
});

test.each([
  [0, 1],
  [0.5, 1.5],
  [-1, 2],
  [3, 6],
])('the slope of a Kahn factor of %d is %d', (factorK, slope) => {
  expect(kahn.slope?.({ polarizationFraction: factorK }, { polarized: factorK !== 0 })).toBe(slope);
});

test('no direction changes it faster than its slope', () => {
  const step = 1e-6;
  fc.assert(
    fc.property(
      possible,
      unitVector,
      unitVector,
      unitVector,
      unitVector,
      (K, incident, axis, direction, displacement) => {
        fc.pre(vector.length(vector.cross(axis, incident)) > 1e-3);
        const turned = vector.unit(vector.add(direction, vector.scale(displacement, step)));
        const change = Math.abs(factor(K, incident, axis, turned) - factor(K, incident, axis, direction));
        expect(change / step).toBeLessThanOrEqual(
          (kahn.slope?.({ polarizationFraction: K }, { polarized: true }) ?? 0) + 1e-5,
        );
      },
    ),
    { seed: 3, numRuns: 500 },
  );
});

const beamOf = (factorK: number | null) => ({ beam: { polarizationFraction: factorK } as Derived['beam'] });
describeTerm(kahn, {
  cases: [
    { name: 'unpolarized', derived: beamOf(0) },
    { name: 'mostly polarized', derived: beamOf(0.95) },
    { name: 'polarized across', derived: beamOf(-1) },
    { name: 'left out', derived: beamOf(null) },
  ],
  peak: 1,
});
