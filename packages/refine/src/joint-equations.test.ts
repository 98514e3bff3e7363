import { describe, expect, test } from 'vitest';
import { type JointPlaces, jointChange, jointCovariance, jointEquations } from './joint-equations';
import { cholesky, type SquareMatrix, solveCholesky, squareMatrix } from './linear-algebra';
import type { ReducedEquations } from './normal-equations';
import { conjugateGradients, denseMatrix } from './shared-system';

/** Three shots with two unknowns of their own, and two of three shared ones each. */
const PLACES: JointPlaces = {
  shared: 3,
  size: 9,
  shots: [
    [3, 0, 4, 1],
    [1, 5, 6, 2],
    [7, 2, 0, 8],
  ],
};

/** Equations of six residuals with slopes that vary without a rule. */
function equationsOf(seed: number, slopes?: readonly (readonly number[])[]): ReducedEquations {
  const rows =
    slopes ?? [0, 1, 2, 3, 4, 5].map((r) => [0, 1, 2, 3].map((c) => Math.sin(seed + 3.1 * r + 7.7 * c * (r + 1))));
  const information = squareMatrix(4);
  for (const row of rows) {
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < 4; j++) {
        const at = 4 * i + j;
        information.values[at] = (information.values[at] as number) + (row[i] as number) * (row[j] as number);
      }
    }
  }
  const score = Float64Array.from([0, 1, 2, 3], (i) =>
    rows.reduce((sum, row, r) => sum + (row[i] as number) * Math.cos(seed * r), 0),
  );
  return { information, score, backgroundChange: () => new Float64Array(0) };
}

const damp = ({ information: { size, values }, ...rest }: ReducedEquations, lambda: number): ReducedEquations => ({
  ...rest,
  information: { size, values: values.map((value, at) => value * (at % (size + 1) === 0 ? 1 + lambda : 1)) },
});

/** Matrix and score of all unknowns. */
function whole(shots: readonly ReducedEquations[]) {
  const matrix = squareMatrix(PLACES.size);
  const score = new Float64Array(PLACES.size);
  shots.forEach(({ information, score: own }, s) => {
    PLACES.shots[s]?.forEach((row, i) => {
      score[row] = (score[row] as number) + (own[i] as number);
      PLACES.shots[s]?.forEach((column, j) => {
        const at = row * PLACES.size + column;
        matrix.values[at] = (matrix.values[at] as number) + (information.values[4 * i + j] as number);
      });
    });
  });
  return { matrix, score };
}

const close = (found: ArrayLike<number>, expected: ArrayLike<number>) =>
  expect(Array.from(found)).toEqual(Array.from(expected, (value) => expect.closeTo(value, 9)));
const restraint = {
  weights: [
    [0, 1],
    [2, -1],
  ] as const,
  value: 0.4,
  sigma: 0.5,
};

describe('unknowns of shots that are eliminated', () => {
  const undamped = [1, 2, 3].map((seed) => equationsOf(seed));
  const lambda = 0.1;
  const damped = undamped.map((one) => damp(one, lambda));
  const x = new Float64Array(PLACES.size);
  const still = jointEquations({ damped: undamped, undamped, lambda: 0 }, PLACES, [restraint], x);
  const restrained = (matrix: SquareMatrix, diagonal: number): SquareMatrix => {
    const values = matrix.values.slice();
    for (const [i, weight] of restraint.weights) {
      for (const [j, other] of restraint.weights) {
        const at = i * PLACES.size + j;
        values[at] = (values[at] as number) + ((i === j ? diagonal : 1) * weight * other) / restraint.sigma ** 2;
      }
    }
    return { size: PLACES.size, values };
  };

  test('give the step of the whole matrix', () => {
    const raised = jointEquations({ damped, undamped, lambda }, PLACES, [restraint], x);
    const { matrix, score } = whole(damped);
    for (const [place, weight] of restraint.weights) score[place] = (score[place] as number) + (weight * 0.4) / 0.25;
    const expected = solveCholesky(cholesky(restrained(matrix, 1 + lambda)) as SquareMatrix, score);
    close(jointChange(still, raised, damped, PLACES), expected);
    close(conjugateGradients(raised.system, raised.score), expected.subarray(0, 3));
  });

  test('give the covariance of the whole matrix', () => {
    const triangle = cholesky(restrained(whole(undamped).matrix, 1)) as SquareMatrix;
    const column = (j: number) =>
      solveCholesky(
        triangle,
        Float64Array.from({ length: 9 }, (_, i) => (i === j ? 1 : 0)),
      );
    const { shots, shared, weak } = jointCovariance(still, PLACES);
    expect(weak).toEqual([]);
    close(
      shared.matrix.values,
      [0, 1, 2].flatMap((j) => [...column(j).subarray(0, 3)]),
    );
    for (const [s, { matrix, determined }] of shots.entries()) {
      const all = PLACES.shots[s] as readonly number[];
      close(
        matrix.values,
        all.flatMap((j) => all.map((i) => column(j)[i] as number)),
      );
      expect(determined).toEqual([true, true, true, true]);
    }
  });

  test('that make up for a common change of shared ones leave it undetermined, in all shots', () => {
    // The second unknown of each shot scales both of its shared ones.
    const scaled = PLACES.shots.map((all, s) =>
      equationsOf(
        s,
        [1, 2, 3, 4, 5].map((r) => {
          const slopes = all.map((place) => (place < 3 ? Math.sin(r * (place + 1) + s) + 1.5 : 0));
          const own = all.map((place, i) => [place, i] as const).filter(([place]) => place >= 3);
          const [[, first] = [0, 0], [, second] = [0, 0]] = own;
          slopes[first] = Math.cos(r * r + s);
          slopes[second] = -slopes.reduce((sum, slope, i) => sum + ((all[i] as number) < 3 ? slope : 0), 0);
          return slopes;
        }),
      ),
    );
    const equations = jointEquations({ damped: scaled, undamped: scaled, lambda: 0 }, PLACES, [], x);
    const { weak, shots, shared } = jointCovariance(equations, PLACES);
    expect(weak).toHaveLength(1);
    const { direction = new Float64Array(0) } = weak[0] ?? {};
    close(
      direction.map((value) => value / (direction[0] as number)),
      [1, 1, 1, 0, 1, 0, 1, 0, 1],
    );
    expect(shared.determined).toEqual([false, false, false]);
    for (const [s, { determined }] of shots.entries()) {
      expect(determined).toEqual(PLACES.shots[s]?.map((place) => [3, 5, 7].includes(place)));
    }
    const { values } = denseMatrix(equations.system);
    expect(values.every(Number.isFinite)).toBe(true);
    expect(jointChange(equations, equations, scaled, PLACES).every(Number.isFinite)).toBe(true);
  });
});
