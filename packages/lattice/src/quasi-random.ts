import { normalQuantile, philox } from '@braggsim/core/random';

/** Returns the root above 1 of x^(n+1) = x + 1, by Newton's method. */
function rootOf(n: number): number {
  let x = 2;
  for (let i = 0; i < 100; i++) {
    const next = x - (x ** (n + 1) - x - 1) / ((n + 1) * x ** n - 1);
    if (next === x) break;
    x = next;
  }
  return x;
}

/** Counter word that keeps these draws apart from those of pixels: `MOSA` in ASCII. */
const STREAM = 0x4d4f5341;

/** Returns the start of the sequence of each column, 1/2 without a seed. */
function startsOf(columns: number, seed: number | undefined): readonly number[] {
  if (seed === undefined) return new Array<number>(columns).fill(0.5);
  const words = new Uint32Array(4);
  return Array.from({ length: columns }, (_, j) => {
    philox(Uint32Array.of(j, 0, 0, STREAM), Uint32Array.of(seed, 0), words);
    return ((words[0] as number) + 0.5) / 2 ** 32;
  });
}

/**
 * Returns quasi-random normal deviates, so that sums over them change smoothly with the width of the distribution and are
 * the same everywhere: quantiles of the additive sequence u_kj = frac(start + k phi^-j), in pairs of both signs after a row
 * of zeros where the number of rows is odd. Each column has a mean of 0 and a root mean square of 1; a single row is 0.
 *
 * Source: additive recurrence with the generalised golden ratio phi^(columns+1) = phi + 1 (M. Roberts).
 *
 * @returns [row, column]
 */
export function quasiRandomNormals(rows: number, columns: number, seed?: number): Float64Array {
  const phi = rootOf(columns);
  const starts = startsOf(columns, seed);
  const values = new Float64Array(rows * columns);
  const first = rows % 2;
  for (let j = 0; j < columns; j++) {
    const step = phi ** -(j + 1);
    let squares = 0;
    for (let k = 1; k <= Math.floor(rows / 2); k++) {
      const u = ((starts[j] as number) + k * step) % 1;
      const g = normalQuantile(u);
      const row = first + 2 * (k - 1);
      values[row * columns + j] = g;
      values[(row + 1) * columns + j] = -g;
      squares += 2 * g * g;
    }
    const rms = Math.sqrt(squares / rows);
    if (rms > 0)
      for (let row = 0; row < rows; row++) values[row * columns + j] = (values[row * columns + j] as number) / rms;
  }
  return values;
}
