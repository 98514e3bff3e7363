import { isBraggsimError, type Mat3, units, type Vec3, vector } from '@braggsim/core';
import type { Crystal } from '@braggsim/core/derived';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolveCrystal } from './crystal';
import { parseMatrix } from './matrix';
import type { CrystalSection } from './sections';

const C = { cellReciprocal: 'c', angles: 'float32' } as const;
const CORRECTED = { cellReciprocal: 'exact', angles: 'float64' } as const;
const beam = { wavelength: 1e-10, beamSize: 1e-4 };
const spec: Mat3 = parseMatrix('0.010 0.002 0.001 -0.003 0.011 0.002 0.001 -0.001 0.013').value;
const triclinic = [70, 80, 90, 75, 85, 95];

const inC = (section: CrystalSection, matrix?: Mat3, wavelength = 1e-10): Crystal =>
  resolveCrystal(section, { ...beam, wavelength, ...(matrix ? { matrix } : {}) }, C).value;
const corrected = (section: CrystalSection): Crystal => resolveCrystal(section, beam, CORRECTED).value;
const userCell = ({ cell }: Crystal) => cell.map((x, i) => (i < 3 ? x : units.toDegrees(x)));
const errorOf = (section: CrystalSection): unknown => {
  try {
    return corrected(section);
  } catch (error) {
    return error;
  }
};

const expectNear = (found: readonly number[], expected: readonly number[], digits: number) => {
  expect(found).toHaveLength(expected.length);
  found.forEach((x, i) => {
    expect(x).toBeCloseTo(expected[i] as number, digits);
  });
};

test('the distorted triclinic cell of the C program', () => {
  const crystal = inC({ cell: triclinic });
  expectNear(crystal.a.map(units.toAngstrom), [69.28031109, -7.95101471, 6.08439479], 8);
  expectNear(crystal.b.map(units.toAngstrom), [0, 77.28816322, 20.65284063], 8);
  expectNear(crystal.c.map(units.toAngstrom), [0, 0, 90], 8);
  expectNear(userCell(crystal), [70, 80, 90, 75.0391, 85.0136, 95.0081], 4);
  expect(crystal.volumeA3).toBeCloseTo(481811.4557, 4);
  expect(units.toDegrees(crystal.reciprocalCell[3])).toBeCloseTo(105.53522, 5);
  const between = Math.acos(vector.dot(vector.unit(crystal.bStar), vector.unit(crystal.cStar)));
  expect(units.toDegrees(between)).toBeCloseTo(105.53222, 5);
});

test('60 60 60 becomes 57.85 57.85 58.53 in C', () => {
  expectNear(userCell(inC({ cell: [50, 50, 50, 60, 60, 60] })), [50, 50, 50, 57.85, 57.85, 58.53], 2);
});

test('a matrix is divided by the wavelength', () => {
  expectNear(userCell(inC({}, spec)), [96.8887, 90.0912, 76.7015, 95.1764, 97.6443, 82.5661], 4);
  expect(inC({}, spec).volumeA3 / 656168 - 1).toBeCloseTo(0, 6);
  const longer = inC({}, spec, 1.5e-10);
  expectNear(userCell(longer).slice(0, 3), [1.5 * 96.8887, 1.5 * 90.0912, 1.5 * 76.7015], 3);
  expect(longer.volumeA3 / 2.21457e6 - 1).toBeCloseTo(0, 5);
});

test('a cell beside a matrix gives lengths and volume, the matrix directions', () => {
  const crystal = inC({ cell: [90, 80, 70, 90, 90, 90] }, spec);
  expectNear(userCell(crystal), [90, 80, 70, 95.1764, 97.6443, 82.5661], 4);
  expect(crystal.volumeA3).toBeCloseTo(504000, 6);
});

test('a cell that is not that of the matrix beside it is reported', () => {
  const warningsOf = (cell: readonly number[], wavelength: number) =>
    resolveCrystal({ cell }, { ...beam, wavelength, matrix: spec }, C).warnings.map(({ message }) => message);
  const [a, b, c] = userCell(inC({}, spec)).map((edge) => edge * 1.01) as [number, number, number];
  expect(warningsOf([a, b, c], 1e-10)).toEqual([]);
  expect(warningsOf([a, b, c], 1.5e-10)).toEqual([
    expect.stringMatching(/edges of 145.3, 135.1, 115.1 A at this wavelength, the cell of 97.86, 90.99, 77.47 A/),
  ]);
});

test('a left-handed matrix keeps the dual relations', () => {
  const mirrored = [...spec.slice(0, 6), ...spec.slice(6).map((x) => -x)] as unknown as Mat3;
  const crystal = inC({}, mirrored);
  expect(crystal.volumeA3).toBeLessThan(0);
  expect(vector.dot(crystal.a, crystal.aStar)).toBeCloseTo(1e-10, 22);
  expectNear(userCell(crystal), userCell(inC({}, spec)), 9);
});

const cellArbitrary = fc.tuple(
  ...[0, 1, 2].map(() => fc.double({ min: 5, max: 500, noNaN: true })),
  ...[0, 1, 2].map(() => fc.double({ min: 62, max: 118, noNaN: true })),
);
const misset = fc.tuple(...[0, 1, 2].map(() => fc.double({ min: -180, max: 180, noNaN: true }))) as fc.Arbitrary<
  [number, number, number]
>;

test('the exact cell has the lengths and angles that were typed, in any orientation', () => {
  fc.assert(
    fc.property(cellArbitrary, misset, (cell, angles) => {
      userCell(corrected({ cell, misset: angles })).forEach((x, i) => {
        expect(Math.abs(x / (cell[i] as number) - 1)).toBeLessThan(1e-12);
      });
    }),
  );
});

test('exact direct and reciprocal vectors are dual', () => {
  fc.assert(
    fc.property(cellArbitrary, misset, (cell, angles) => {
      const { a, b, c, aStar, bStar, cStar } = corrected({ cell, misset: angles });
      [a, b, c].forEach((direct, i) => {
        [aStar, bStar, cStar].forEach((reciprocal, j) => {
          const scale = i === j ? 1 : units.toAngstrom(vector.length(direct)) * vector.length(reciprocal);
          const product = vector.dot(direct.map(units.toAngstrom) as unknown as Vec3, reciprocal);
          expect(Math.abs(product - (i === j ? 1 : 0)) / scale).toBeLessThan(1e-12);
        });
      });
    }),
  );
});

test('misset rotates the crystal rigidly: x first, then y, then z', () => {
  fc.assert(
    fc.property(cellArbitrary, misset, (cell, angles) => {
      const [plain, turned] = [corrected({ cell }), corrected({ cell, misset: angles })];
      const radians = angles.map(units.fromDegrees) as unknown as Vec3;
      for (const name of ['a', 'b', 'c', 'aStar', 'bStar', 'cStar'] as const) {
        const expected = vector.rotateXYZ(plain[name], ...radians);
        const error = vector.length(vector.subtract(turned[name], expected)) / vector.length(expected);
        expect(error).toBeLessThan(1e-12);
      }
      expect(turned.misset).toEqual(radians);
    }),
  );
});

test('cells are 1 by default, the shape is square and fudge 1', () => {
  expect(corrected({ cell: [50] })).toMatchObject({ cells: [1, 1, 1], shape: 'square', fudge: 1, misset: [0, 0, 0] });
});

test('what cannot be a crystal is refused', () => {
  const none = errorOf({});
  expect(isBraggsimError(none, 'data') && none.message).toContain(
    'give crystal.cell (--cell) or crystal.matrix (--matrix)',
  );
  expect(isBraggsimError(errorOf({ cell: [0] }), 'data')).toBe(true);
  expect(isBraggsimError(errorOf({ cell: [50], fudge: -1 }), 'usage')).toBe(true);
  expect(isBraggsimError(errorOf({ cell: [50], fudge: Number.NaN }), 'usage')).toBe(true);
  const seedless = errorOf({ cell: [50], misset: 'random' });
  expect(isBraggsimError(seedless, 'usage') && seedless.message).toContain('missetSeed');
});
