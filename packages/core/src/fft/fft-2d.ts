import { type ComplexArray, complexArray, fourier } from './fft';

/** Sequences that are transformed together: their elements of one index fill two cache lines. */
const BATCH = 16;

/**
 * Makes the Fourier transform of two-dimensional arrays in place: out[k, l] = sum over r, c of
 * in[r, c] exp(2 pi i (r k / rows + c l / columns)). Beside the array it uses memory for 32 sequences only.
 *
 * @param rows a product of 2, 3 and 5
 * @param columns a product of 2, 3 and 5
 * @returns a function that overwrites an array [rows, columns] with its transform
 * @throws RangeError for other numbers of rows or columns
 */
export function fourier2d(rows: number, columns: number): (data: ComplexArray) => void {
  const [alongRow, alongColumn] = [fourier(columns), fourier(rows)];
  const room = Math.max(rows, columns) * BATCH;
  const [block, spare] = [complexArray(room), complexArray(room)];
  return (data) => {
    for (let row = 0; row < rows; row += BATCH) {
      const batch = Math.min(BATCH, rows - row);
      const start = row * columns;
      gather(data, block, start, batch, columns, columns, 1);
      scatter(alongRow(block, spare, batch), data, start, batch, columns, columns, 1);
    }
    for (let column = 0; column < columns; column += BATCH) {
      const batch = Math.min(BATCH, columns - column);
      gather(data, block, column, batch, 1, rows, columns);
      scatter(alongColumn(block, spare, batch), data, column, batch, 1, rows, columns);
    }
  };
}

/** Copies `batch` sequences into a block: element j of sequence q is at start + q apart + j step of the array. */
function gather(
  { re, im }: ComplexArray,
  block: ComplexArray,
  start: number,
  batch: number,
  apart: number,
  length: number,
  step: number,
): void {
  for (let j = 0, to = 0; j < length; j++) {
    for (let q = 0, from = start + j * step; q < batch; q++, from += apart, to++) {
      block.re[to] = re[from] as number;
      block.im[to] = im[from] as number;
    }
  }
}

/** Copies a block back to where `gather` took it from. */
function scatter(
  block: ComplexArray,
  { re, im }: ComplexArray,
  start: number,
  batch: number,
  apart: number,
  length: number,
  step: number,
): void {
  for (let j = 0, from = 0; j < length; j++) {
    for (let q = 0, to = start + j * step; q < batch; q++, to += apart, from++) {
      re[to] = block.re[from] as number;
      im[to] = block.im[from] as number;
    }
  }
}
