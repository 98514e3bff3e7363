import { expect, test } from 'vitest';
import { complexArray, fourier, smoothFrom } from './fft';
import { fourier2d } from './fft-2d';

/** The sum as it is defined, sequence by sequence. */
function plainly(re: Float64Array, im: Float64Array, length: number, batch: number) {
  const out = complexArray(length * batch);
  for (let q = 0; q < batch; q++) {
    for (let k = 0; k < length; k++) {
      for (let j = 0; j < length; j++) {
        const angle = (2 * Math.PI * ((j * k) % length)) / length;
        const [x, y] = [re[j * batch + q] as number, im[j * batch + q] as number];
        out.re[k * batch + q] = (out.re[k * batch + q] as number) + x * Math.cos(angle) - y * Math.sin(angle);
        out.im[k * batch + q] = (out.im[k * batch + q] as number) + x * Math.sin(angle) + y * Math.cos(angle);
      }
    }
  }
  return out;
}

test.each([1, 2, 3, 4, 5, 6, 8, 9, 12, 15, 16, 20, 25, 27, 30, 60, 64, 120, 125, 144])(
  '%i points, three sequences',
  (length) => {
    const batch = 3;
    const data = complexArray(length * batch);
    for (let i = 0; i < length * batch; i++) {
      data.re[i] = Math.sin(1.7 * i + 0.3);
      data.im[i] = Math.cos(2.3 * i * i);
    }
    const expected = plainly(data.re, data.im, length, batch);
    const found = fourier(length)(data, complexArray(length * batch), batch);
    for (const part of ['re', 'im'] as const) {
      const worst = Math.max(...found[part].map((x, i) => Math.abs(x - (expected[part][i] as number))));
      expect(worst).toBeLessThan(1e-13 * length + 1e-14);
    }
  },
);

test('lengths that are products of 2, 3 and 5', () => {
  expect([1, 7, 11, 13, 61, 117.5, 121, 401].map(smoothFrom)).toEqual([1, 8, 12, 15, 64, 120, 125, 405]);
});

test('a length with another factor is refused', () => {
  expect(() => fourier(14)).toThrow('a Fourier transform of 14 points: expected a product of 2, 3 and 5');
  expect(() => fourier2d(8, 22)).toThrow(RangeError);
});

test.each([
  [1, 1],
  [1, 20],
  [18, 1],
  [15, 16],
  [36, 50],
])('two dimensions, %i x %i: rows, then columns, one after the other', (rows, columns) => {
  const data = complexArray(rows * columns);
  for (let i = 0; i < rows * columns; i++) {
    data.re[i] = Math.sin(1.7 * i + 0.3);
    data.im[i] = Math.cos(2.3 * i * i);
  }
  const transposed = ({ re, im }: typeof data, height: number, width: number) => {
    const place = (_: unknown, i: number) => (i % height) * width + Math.floor(i / height);
    const order = Array.from({ length: height * width }, place);
    return {
      re: Float64Array.from(order, (i) => re[i] as number),
      im: Float64Array.from(order, (i) => im[i] as number),
    };
  };
  const alongColumns = plainly(data.re, data.im, rows, columns);
  const turned = transposed(alongColumns, rows, columns);
  const expected = transposed(plainly(turned.re, turned.im, columns, rows), columns, rows);
  fourier2d(rows, columns)(data);
  for (const part of ['re', 'im'] as const) {
    const worst = Math.max(...data[part].map((x, i) => Math.abs(x - (expected[part][i] as number))));
    expect(worst).toBeLessThan(1e-13 * rows * columns);
  }
});
