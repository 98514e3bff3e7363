import { expect, test } from 'vitest';
import { ascii } from './bytes';
import { readNpy } from './npy';

/** Returns a file as `numpy.save` writes it. */
function saved(descr: string, shape: string, values: ArrayBufferView, order = 'False'): Uint8Array {
  const text = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }`.padEnd(117);
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return Uint8Array.of(0x93, ...ascii('NUMPY'), 1, 0, 118, 0, ...ascii(`${text}\n`), ...bytes);
}

test.each([
  ['|u1', Uint8Array.of(1, 2, 200)],
  ['|i1', Int8Array.of(1, -2, 3)],
  ['<i2', Int16Array.of(1, -2, 3000)],
  ['<u2', Uint16Array.of(1, 2, 65535)],
  ['<i4', Int32Array.of(1, -2, 2 ** 30)],
  ['<f4', Float32Array.of(1.5, -2, Number.NaN)],
  ['<f8', Float64Array.of(1.1, -2, 1e300)],
  ['<i8', BigInt64Array.of(1n, -2n, 2n ** 40n)],
  ['<u8', BigUint64Array.of(1n, 2n, 2n ** 40n)],
] as const)('values of type %s are read', (descr, values) => {
  const { pixels, shape } = readNpy(saved(descr, '(1, 3)', values));
  expect([...pixels]).toEqual(Array.from(values as ArrayLike<unknown>, Number));
  expect(shape).toEqual([1, 3]);
});

test.each([
  ['three dimensions', saved('<f4', '(1, 1, 1)', Float32Array.of(1)), 'has the shape (1, 1, 1); one of two dimensions'],
  ['one dimension', saved('<f4', '(1,)', Float32Array.of(1)), 'has the shape (1,)'],
  ['Fortran order', saved('<f4', '(1, 1)', Float32Array.of(1), 'True'), "of type '<f4' in Fortran order"],
  ['complex numbers', saved('<c8', '(1, 1)', Float32Array.of(1, 2)), "of type '<c8'"],
  ['too few values', saved('<f4', '(1, 2)', Float32Array.of(1)), 'should end at byte'],
])('%s: refused', (_name, bytes, message) => {
  expect(() => readNpy(bytes)).toThrow(message);
});
