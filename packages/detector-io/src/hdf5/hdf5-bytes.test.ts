import { expect, test } from 'vitest';
import { bytesOf, datatype, elementTypeOf } from './hdf5-bytes';

// Class and version, bits of the class, size, and properties, as in section IV.A.2.d of the HDF5 file format specification 3.0.
test.each([
  ['uint8', Uint8Array.of(1), 1, '1000000001000000 00000800'],
  ['int16', Int16Array.of(1), 2, '1008000002000000 00001000'],
  ['uint16', Uint16Array.of(1), 2, '1000000002000000 00001000'],
  ['int32', Int32Array.of(1), 4, '1008000004000000 00002000'],
  ['int64', BigInt64Array.of(1n), 8, '1008000008000000 00004000'],
  ['float32', Float32Array.of(1), 4, '11201f0004000000 00002000170800177f000000'],
  ['float64', Float64Array.of(1), 8, '11203f0008000000 00004000340b0034ff030000'],
] as const)('the type %s is that of its array', (type, array, bytes, message) => {
  expect(elementTypeOf(array)).toBe(type);
  expect(bytesOf(type)).toBe(bytes);
  expect(Buffer.from(datatype(type)).toString('hex')).toBe(message.replace(' ', ''));
});

test('truth values are an enumeration of FALSE and TRUE in signed bytes, as h5py writes them', () => {
  // Class 8 with two members of one byte; the type int8; the names, padded to multiples of 8; their values.
  const names = Buffer.from('FALSE\0\0\0TRUE\0\0\0\0').toString('hex');
  expect(bytesOf('bool')).toBe(1);
  expect(Buffer.from(datatype('bool')).toString('hex')).toBe(
    `1802000001000000${'1008000001000000'}${'00000800'}${names}${'0001'}`,
  );
});
