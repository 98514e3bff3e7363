import { type Mat3, type Vec3, vector } from '@braggsim/core';
import { describe, expect, test } from 'vitest';
import { parseBlocks } from './blocks';
import { resolveMosaic } from './mosaic';
import { crystalAxes } from './mosaic-distribution';
import { orientations, orientationTable } from './orientations';
import { quasiRandomNormals } from './quasi-random';
import { crystalOf } from './shapes/shape.fixture';

const columnOf = (values: Float64Array, columns: number, column: number): number[] =>
  Array.from({ length: values.length / columns }, (_, row) => values[row * columns + column] as number);
const crystal = crystalOf({ cell: [23, 26, 30, 82, 97, 104], misset: [31, -12, 77] });
const spindle: Vec3 = [0, 0, 1];
const still = { angles: Float64Array.of(0) };

describe('quasi-random normal deviates', () => {
  test.each([
    [1, 3],
    [2, 3],
    [10, 4],
    [25, 6],
    [1000, 3],
  ])('%i rows of %i columns have a mean of 0 and a root mean square of 1', (rows, columns) => {
    const values = quasiRandomNormals(rows, columns);
    for (let column = 0; column < columns; column++) {
      const g = columnOf(values, columns, column);
      expect(g.reduce((sum, x) => sum + x, 0)).toBeCloseTo(0, 12);
      const square = g.reduce((sum, x) => sum + x * x, 0) / rows;
      expect(square).toBeCloseTo(rows === 1 ? 0 : 1, 12);
    }
  });

  test('an odd number starts with zeros, and pairs have both signs', () => {
    const values = quasiRandomNormals(5, 2);
    expect([...values.subarray(0, 2)]).toEqual([0, 0]);
    expect([...values.subarray(2, 4)]).toEqual([...values.subarray(4, 6)].map((x) => -x));
  });

  test('many rows have the quantiles of the normal distribution', () => {
    const g = columnOf(quasiRandomNormals(2000, 3), 3, 1);
    const within = (limit: number) => g.filter((x) => Math.abs(x) < limit).length / g.length;
    expect(within(1)).toBeCloseTo(0.6827, 2);
    expect(within(2)).toBeCloseTo(0.9545, 2);
  });

  test('a seed starts the sequences elsewhere, always at the same place', () => {
    expect(quasiRandomNormals(6, 3, 5)).toEqual(quasiRandomNormals(6, 3, 5));
    expect(quasiRandomNormals(6, 3, 5)).not.toEqual(quasiRandomNormals(6, 3));
    expect(quasiRandomNormals(6, 3, 5)).not.toEqual(quasiRandomNormals(6, 3, 6));
  });
});

describe('a Gaussian mosaic', () => {
  const gauss = (mosaic: object, more: Parameters<typeof resolveMosaic>[2] = {}) =>
    resolveMosaic({ distribution: 'gauss', ...mosaic }, {}, { axes: crystalAxes(crystal), ...more }).value;

  test('rotations have the spread of each axis as their root mean square', () => {
    const { rotations, domains } = gauss({ spreadDeg: [0.3, 0.1, 0.2], domains: 40, axes: 'lab' });
    const squares = [0, 0, 0];
    for (let i = 0; i < domains; i++) {
      const m = rotations.subarray(9 * i, 9 * i + 9);
      // The rotation vector of small angles, from the antisymmetric part.
      const at = (j: number) => m[j] as number;
      const omega = [(at(7) - at(5)) / 2, (at(2) - at(6)) / 2, (at(3) - at(1)) / 2];
      omega.forEach((x, j) => {
        squares[j] = (squares[j] as number) + (x * x) / domains;
      });
    }
    squares.forEach((x, j) => {
      expect((Math.sqrt(x) * 180) / Math.PI).toBeCloseTo([0.3, 0.1, 0.2][j] as number, 4);
    });
  });

  test('axes of the crystal turn with the spindle', () => {
    const mosaic = gauss({ spreadDeg: [0.9, 0.25, 0.5], domains: 5 });
    const at = (angle: number) => orientations(crystal, spindle, { angles: Float64Array.of(angle) }, mosaic);
    const [zero, turned] = [at(0), at(0.7)];
    for (let i = 0; i < zero.length; i += 3) {
      const v = [zero[i], zero[i + 1], zero[i + 2]] as unknown as Vec3;
      vector.rotateAbout(v, spindle, 0.7).forEach((x, j) => {
        expect(turned[i + j]).toBeCloseTo(x, 20);
      });
    }
  });

  test('a spread about a alone leaves a where it is', () => {
    const mosaic = gauss({ spreadDeg: [2, 0, 0], domains: 7 });
    const table = orientations(crystal, spindle, still, mosaic);
    for (let domain = 0; domain < 7; domain++) {
      crystal.a.forEach((x, j) => {
        expect(table[9 * domain + j]).toBeCloseTo(x, 22);
      });
      if (domain > 0) expect(table[9 * domain + 3]).not.toBeCloseTo(crystal.b[0], 13);
    }
  });

  test('with equal spreads, crystal and lab axes give the same distribution', () => {
    const width = (axes: 'crystal' | 'lab') => {
      const table = orientations(crystal, spindle, still, gauss({ spreadDeg: 1, domains: 400, axes }));
      let sum = 0;
      for (let domain = 0; domain < 400; domain++) {
        const a = table.subarray(9 * domain, 9 * domain + 3) as unknown as Vec3;
        sum += vector.length(vector.subtract([a[0], a[1], a[2]], crystal.a)) ** 2;
      }
      return sum;
    };
    expect(Math.abs(width('crystal') / width('lab') - 1)).toBeLessThan(0.05);
  });

  test('no spread is one domain', () => {
    expect(gauss({ spreadDeg: 0 }).domains).toBe(1);
    expect(gauss({ spreadDeg: 0 }).rotations).toEqual(Float64Array.from(vector.IDENTITY));
  });

  test('the edges of the cell vary by their percentages, angles do not', () => {
    const { edges, domains } = gauss({ domains: 20 }, { cellSpread: { percent: [1.5, 0.6, 0] } });
    const rms = (axis: number) =>
      Math.sqrt(columnOf(edges as Float64Array, 3, axis).reduce((sum, x) => sum + (x - 1) ** 2, 0) / domains);
    expect([rms(0), rms(1), rms(2)].map((x) => Number(x.toPrecision(10)))).toEqual([0.015, 0.006, 0]);
    const alike = gauss({ domains: 20 }, { cellSpread: { percent: 1 } }).edges as Float64Array;
    expect(columnOf(alike, 3, 0)).toEqual(columnOf(alike, 3, 2));
    const table = orientations(crystal, spindle, still, gauss({ domains: 3 }, { cellSpread: { percent: 1 } }));
    const unit = (i: number) => vector.unit([table[i], table[i + 1], table[i + 2]] as unknown as Vec3);
    unit(9).forEach((x, j) => {
      expect(x).toBeCloseTo(vector.unit(crystal.a)[j] as number, 13);
    });
  });
});

describe('blocks of a file', () => {
  const text = '# first\n1 0 0 0 1 0 0 0 1 3\n0 -1 0  1 0 0  0 0 1\n';

  test('rotations are those of the file, weights average 1', () => {
    const blocks = parseBlocks(text, 'b.txt');
    const { value, warnings } = resolveMosaic({ file: 'b.txt', axes: 'lab' }, {}, { blocks });
    expect(warnings).toEqual([]);
    expect(value.domains).toBe(2);
    expect([...(value.weights as Float64Array)]).toEqual([1.5, 0.5]);
    const angles = Float64Array.of(0, 0.1);
    const table = orientationTable(crystal, spindle, { angles }, value);
    expect([...(table.orientationWeights as Float64Array)]).toEqual([1.5, 0.5, 1.5, 0.5]);
    const [x, y, z] = crystal.a;
    expect([...table.orientations.subarray(9, 12)]).toEqual([-y, x, z]);
  });

  test('equal weights are none', () => {
    const blocks = parseBlocks('1 0 0 0 1 0 0 0 1\n1 0 0 0 1 0 0 0 1\n', 'b.txt');
    expect(resolveMosaic({ file: 'b.txt' }, {}, { blocks }).value.weights).toBeUndefined();
  });

  test.each([
    ['', 'b.txt has no mosaic blocks'],
    ['1 0 0 0 1 0 0 0\n', 'b.txt, line 1: expected the nine numbers of a rotation and perhaps a weight, found 8 words'],
    ['\n1 0 0 0 1 0 0 0 1.1\n', 'b.txt, line 2: expected a rotation'],
    ['-1 0 0 0 1 0 0 0 1\n', 'expected a rotation'],
    ['1 0 0 0 1 0 0 0 1 -1\n', 'expected a weight of at least 0, found -1'],
    ['1 0 0 0 1 0 0 0 x\n', "expected a number, found 'x'"],
    ['1 0 0 0 1 0 0 0 1 0\n', 'the weights of the blocks add up to zero'],
  ])('%j is refused', (wrong, message) => {
    expect(() => parseBlocks(wrong, 'b.txt')).toThrow(message);
  });
});

test.each<[object, object, string]>([
  [{ spreadDeg: [1, 1, 1] }, {}, 'which the distribution cap does not take'],
  [{ axes: 'lab' }, {}, 'crystal.mosaic.axes is lab and has no effect'],
  [{ spreadDeg: 1 }, { cellSpread: { percent: 1 } }, 'set crystal.mosaic.distribution to gauss'],
  [{ file: 'b.txt', spreadDeg: 1 }, {}, 'found both: the file has the domains'],
  [{ file: 'b.txt' }, {}, 'its content was not passed'],
])('%j beside %j is refused', (section, surroundings, message) => {
  expect(() => resolveMosaic(section, {}, surroundings)).toThrow(message);
});

test('the frame of the crystal is orthonormal, with e1 along a and e3 along c*', () => {
  const [e1, e2, e3] = crystalAxes(crystal);
  const frame: Mat3 = vector.fromRows([e1, e2, e3]);
  vector.multiply(frame, vector.transpose(frame)).forEach((x, i) => {
    expect(x).toBeCloseTo(vector.IDENTITY[i] as number, 14);
  });
  expect(vector.determinant(frame)).toBeCloseTo(1, 14);
  expect(vector.dot(e1, vector.unit(crystal.a))).toBeCloseTo(1, 14);
});
