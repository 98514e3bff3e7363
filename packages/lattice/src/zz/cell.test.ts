import { isBraggsimError, units, type Vec3, vector } from '@braggsim/core';
import fc from 'fast-check';
fc.configureGlobal({ numRuns: 4000 });
import { expect, test } from 'vitest';
import { cellParameters, reciprocalVectors, type TypedCell, typedCell } from '../cell';

const typed = (...cell: number[]): TypedCell => typedCell(cell) as TypedCell;
const degrees = ({ angles }: TypedCell) => angles.map((angle) => Number(units.toDegrees(angle).toPrecision(14)));
const failure = (...cell: number[]): string => {
  try {
    typedCell(cell);
  } catch (error) {
    if (isBraggsimError(error, 'usage')) return error.message;
    throw error;
  }
  return 'no error';
};

test('missing lengths repeat a and missing angles are right', () => {
  expect(typedCell(undefined)).toBeUndefined();
  expect(typedCell([0, 10, 10, 90, 90, 90])).toBeUndefined();
  expect(typed(50).lengths).toEqual([50, 50, 50]);
  expect(degrees(typed(50))).toEqual([90, 90, 90]);
  expect(typed(50, 60).lengths).toEqual([50, 60, 50]);
  expect(typed(50, -1, 0, 100, 0, 80).lengths).toEqual([50, 50, 50]);
  expect(degrees(typed(50, -1, 0, 100, 0, 80))).toEqual([100, 90, 80]);
});

test('volume of known cells', () => {
  expect(typed(70, 80, 90, 75, 85, 95).volume).toBeCloseTo(481811.4557, 4);
  expect(typed(10, 20, 30).volume).toBeCloseTo(6000, 9);
  expect(typed(10, 10, 10, 60, 60, 60).volume).toBeCloseTo(1000 * Math.SQRT1_2, 9);
});

test('angles that do not close are refused with the angles found', () => {
  expect(failure(10, 10, 10, 60, 60, 120)).toContain('60 60 120 do not close');
  expect(failure(10, 10, 10, 60, 60, 150)).toContain('do not close');
  expect(failure(10, 10, 10, 120, 120, 120)).toContain('do not close');
  expect(failure(10, 10, 10, 170, 100, 100)).toContain('do not close');
  expect(failure(-10, 10, 10)).toContain('positive length');
  expect(failure(10, Number.NaN, 10)).toContain('finite');
});

test('the two forms differ in the last component only, by sin gamma over sin gamma*', () => {
  const cell = typed(70, 80, 90, 75, 85, 95);
  const exact = reciprocalVectors(cell, 'exact');
  const c = reciprocalVectors(cell, 'c');
  expect(c.slice(0, 2)).toEqual(exact.slice(0, 2));
  expect(c[2].slice(0, 2)).toEqual(exact[2].slice(0, 2));
  expect(exact[2][2]).toBeCloseTo(1 / 90, 15);
  const sinGammaStar = vector.length(vector.cross(vector.unit(c[0]), vector.unit(c[1])));
  expect(c[2][2] / exact[2][2]).toBeCloseTo(Math.sin(cell.angles[2]) / sinGammaStar, 14);
});

test('with two right angles both forms agree', () => {
  const cell = typed(70, 80, 90, 90, 104, 90);
  const [exact, c] = [reciprocalVectors(cell, 'exact'), reciprocalVectors(cell, 'c')];
  exact.forEach((v, i) => {
    v.forEach((x, j) => {
      expect(c[i]?.[j]).toBeCloseTo(x, 15);
    });
  });
});

test('the reciprocal of the reciprocal cell is the cell, for any closing cell', () => {
  const length = fc.double({ min: 4, max: 600, noNaN: true });
  const angle = fc.double({ min: 65, max: 115, noNaN: true });
  fc.assert(
    fc.property(length, length, length, angle, angle, angle, (...given) => {
      const cell = typed(...given);
      const [aStar, bStar, cStar] = reciprocalVectors(cell, 'exact');
      const scale = (v: Vec3) => vector.scale(v, cell.volume);
      const direct = [
        scale(vector.cross(bStar, cStar)),
        scale(vector.cross(cStar, aStar)),
        scale(vector.cross(aStar, bStar)),
      ] as const;
      const back = cellParameters(direct, [aStar, bStar, cStar], cell.volume);
      [...cell.lengths, ...cell.angles].forEach((x, i) => {
        expect(Math.abs((back[i] as number) / x - 1)).toBeLessThan(1e-12);
      });
    }),
  );
});
