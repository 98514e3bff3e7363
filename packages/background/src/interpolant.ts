import { dataError } from '@braggsim/core';

/** Amplitudes of scattering at rising sin(theta)/lambda. */
export interface ScatteringTable {
  /** Abscissa sin(theta)/lambda, 1/m. */
  readonly sinThetaOverLambda: Float64Array;
  /** Amplitude in electrons per molecule; the intensity has the sign of the amplitude. */
  readonly amplitude: Float64Array;
}

/**
 * Continuation of a table beyond its first and last points: their values, or the line through the two points at that
 * end.
 */
export type Ends = 'hold' | 'extrapolate';

/** A table as a piecewise polynomial. */
export interface Interpolant {
  readonly table: ScatteringTable;
  readonly ends: Ends;
  /** Evaluates the polynomial of the interval that contains `at` at `sinThetaOverLambda`. */
  readonly piece: (at: number, sinThetaOverLambda: number) => number;
}

/**
 * Checks that a table has points and that they rise.
 *
 * @throws BraggsimError (`data`) where they do not
 */
function checkRising({ sinThetaOverLambda }: ScatteringTable): void {
  if (sinThetaOverLambda.length === 0) throw dataError('a scattering table needs at least one point');
  for (let i = 1; i < sinThetaOverLambda.length; i++) {
    if (!((sinThetaOverLambda[i] as number) > (sinThetaOverLambda[i - 1] as number))) {
      throw dataError(
        `the abscissae of a scattering table must rise: point ${i + 1} does not lie above point ${i}; sort the table and remove repeats`,
      );
    }
  }
}

/**
 * Interpolates a table by Lagrange polynomials through the four points about a place; through three in the first and
 * last interval, which is the limit of the guard points of nonBragg.
 *
 * @throws BraggsimError (`data`) for a table without points, or whose points do not rise
 */
export function interpolant(table: ScatteringTable, ends: Ends): Interpolant {
  checkRising(table);
  const { sinThetaOverLambda, amplitude } = table;
  const count = sinThetaOverLambda.length;
  const through = (first: number, last: number, x: number): number => {
    let sum = 0;
    for (let i = first; i <= last; i++) {
      let weight = amplitude[i] as number;
      for (let j = first; j <= last; j++) {
        if (j !== i)
          weight *=
            (x - (sinThetaOverLambda[j] as number)) /
            ((sinThetaOverLambda[i] as number) - (sinThetaOverLambda[j] as number));
      }
      sum += weight;
    }
    return sum;
  };
  const within = (i: number): number => Math.min(Math.max(i, 0), count - 1);
  const held = ends === 'hold' ? 0 : 1;
  return {
    table,
    ends,
    piece(at, x) {
      if (at < (sinThetaOverLambda[0] as number)) return through(0, within(held), x);
      if (at > (sinThetaOverLambda[count - 1] as number)) return through(within(count - 1 - held), count - 1, x);
      let [low, high] = [0, count - 1];
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if ((sinThetaOverLambda[middle] as number) <= at) low = middle;
        else high = middle;
      }
      return through(within(low - 1), within(low + 2), x);
    },
  };
}
