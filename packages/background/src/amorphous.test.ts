import { calculator, numbers } from '@braggsim/formula';
import { describeFormat } from '@braggsim/testkit/suites';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amorphous, amorphousBackground, moleculesIn } from './amorphous';
import { interpolant, type ScatteringTable } from './interpolant';
import { resample, valueAt } from './resample';
import { abscissaOf, parseScatteringTable } from './table-file';

const table = (points: readonly (readonly [number, number])[]): ScatteringTable => ({
  sinThetaOverLambda: Float64Array.from(points, ([s]) => s),
  amplitude: Float64Array.from(points, ([, f]) => f),
});
const even = table([0, 1, 2, 3, 4, 5].map((s) => [0.1 + 0.02 * s, Math.sin(s) + 2]));
const uneven = table([0, 1, 2.3, 2.9, 4.05, 7.77, 8].map((s) => [s, Math.cos(s)]));

test('a cubic table is interpolated by that cubic, between any four points', () => {
  const cubic = (s: number) => 1 + s - 0.5 * s ** 2 + 0.1 * s ** 3;
  const { piece } = interpolant(table([0, 1, 2.3, 3, 4.1, 5].map((s) => [s, cubic(s)])), 'hold');
  for (const s of [1.1, 2.29, 2.31, 3.5]) expect(piece(s, s)).toBeCloseTo(cubic(s), 12);
});

test('the first and the last interval take the parabola through three points, beyond them values hold or go on', () => {
  const points = table([
    [0, 1],
    [1, 2],
    [2, 5],
    [3, 4],
    [4, 0],
  ]);
  const [hold, go] = [interpolant(points, 'hold'), interpolant(points, 'extrapolate')];
  expect(hold.piece(0.5, 0.5)).toBeCloseTo(1.25, 12);
  expect(hold.piece(3.5, 3.5)).toBeCloseTo(2.375, 12);
  expect([hold.piece(-1, -1), hold.piece(9, 9)]).toEqual([1, 0]);
  expect([go.piece(-1, -1), go.piece(6, 6)]).toEqual([0, -8]);
});

test('one point is a constant, two are a line', () => {
  expect(valueAt(resample(interpolant(table([[3, 2.5]]), 'extrapolate'), 't'), 17)).toBe(2.5);
  const line = resample(
    interpolant(
      table([
        [1, 10],
        [3, 20],
      ]),
      'extrapolate',
    ),
    't',
  );
  for (const s of [0, 2, 5]) expect(valueAt(line, s)).toBeCloseTo(5 + 5 * s, 12);
});

test('tables must have points that rise', () => {
  expect(() => interpolant(table([]), 'hold')).toThrow('at least one point');
  expect(() =>
    interpolant(
      table([
        [1, 1],
        [1, 2],
      ]),
      'hold',
    ),
  ).toThrow('point 2 does not lie above point 1');
});

describe('equal steps', () => {
  test('lose nothing of evenly spaced tables', () => {
    const uniform = resample(interpolant(even, 'extrapolate'), 't');
    expect(uniform.plan.layout.count).toEqual([7, 1, 4]);
    expect(uniform.error).toBeLessThan(1e-14);
    expect(valueAt(uniform, 0.13)).toBeCloseTo(interpolant(even, 'extrapolate').piece(0.13, 0.13), 13);
  });

  test('lose nothing where all points lie on multiples of a part of the smallest interval', () => {
    const mixed = table([0, 1, 1.5, 2, 4, 4.25].map((s) => [s, Math.exp(-s)]));
    expect(resample(interpolant(mixed, 'hold'), 't').error).toBeLessThan(1e-14);
  });

  test('state the error of irregular tables, and keep to it anywhere', () => {
    const irregular = table([0, 1, 2.3, 2.9, Math.PI, 7.77, 8].map((s) => [s, Math.cos(s)]));
    const source = interpolant(irregular, 'hold');
    const uniform = resample(source, 't');
    expect(uniform.error).toBeGreaterThan(0);
    expect(uniform.error).toBeLessThan(1e-3);
    fc.assert(
      fc.property(fc.double({ min: -1, max: 9, noNaN: true }), (s) => {
        expect(Math.abs(valueAt(uniform, s) - source.piece(s, s))).toBeLessThanOrEqual(1.1 * uniform.error);
      }),
    );
  });
});

test('the formula is molecules times F |F|, looked up in the table of the plan', () => {
  for (const [source, ends] of [
    [even, 'hold'],
    [uneven, 'extrapolate'],
  ] as const) {
    const { constants, specialization, table: values } = amorphousBackground(source, 1e6, 'a', ends);
    const m = calculator(numbers({ a: values.values }));
    const uniform = resample(interpolant(source, ends), 'a');
    fc.assert(
      fc.property(fc.double({ min: -2, max: 12, noNaN: true }), (sinThetaOverLambda) => {
        const amplitude = valueAt(uniform, sinThetaOverLambda);
        const found = amorphous.formula(m, { sinThetaOverLambda }, constants, specialization);
        expect(found).toBeCloseTo(1e6 * amplitude * Math.abs(amplitude), 4);
      }),
    );
  }
});

test('molecules of a block: the check value of the specification', () => {
  const amount = { thicknessMm: 1, widthMm: 0.1, heightMm: 0.1, densityGPerCm3: 1, molarMassGPerMol: 18 };
  expect(moleculesIn(amount) / 3.34563433e17).toBeCloseTo(1, 8);
});

describe('table files', () => {
  test('comments, separators, missing amplitudes and CRLF', () => {
    const { sinThetaOverLambda, amplitude } = parseScatteringTable(
      '# s F\r\n0.0, 2.5\r\n0.1;3 ! peak\r\n\r\n0.2 nan\r\n0.3',
      'stol',
    );
    expect([...sinThetaOverLambda]).toEqual([0, 1e9, 2e9, 3e9]);
    expect([...amplitude]).toEqual([2.5, 3, 0, 0]);
  });

  test.each([
    ['stol', 1e10],
    ['4stol', 2.5e9],
    ['Q', 1e10 / (4 * Math.PI)],
  ] as const)('the abscissa %s is converted to sin(theta)/lambda', (abscissa, perUnit) => {
    expect(parseScatteringTable('1 2', abscissa).sinThetaOverLambda[0]).toBeCloseTo(perUnit, 4);
    expect(abscissaOf(abscissa)).toBe(abscissa);
  });

  test('what is wrong, and where', () => {
    expect(() => parseScatteringTable('0 1\n0.1 much', 'stol', 'x.stol')).toThrow(
      "x.stol, line 2: the amplitude is a number, not 'much'",
    );
    expect(() => parseScatteringTable('# nothing', 'Q', 'x')).toThrow('no points; expected lines of Q');
    expect(() => abscissaOf('s')).toThrow("stol, 4stol, Q, not 's'");
  });
});

describeFormat('scattering table', {
  files: { 'two columns': '# s F\r\n0.0, 2.5\r\n0.1;3 ! peak\r\n\r\n0.2 nan\r\n0.3' },
  read: (bytes) => parseScatteringTable(new TextDecoder().decode(bytes), 'Q'),
  check: ({ sinThetaOverLambda, amplitude }) => expect(amplitude.length).toBe(sinThetaOverLambda.length),
  endsAnywhere: true,
});
