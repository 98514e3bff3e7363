import { joined } from '@braggsim/testkit';
import { expect, test } from 'vitest';
import { readTiff, writeTiff } from './tiff';

const shape = [2, 3] as const;

test('the file is a baseline TIFF: directory in order, one strip', () => {
  const file = joined(writeTiff({ pixels: Uint16Array.of(1, 2, 3, 4, 5, 60000), shape }));
  const view = new DataView(file.buffer);
  expect(String.fromCharCode(...file.subarray(0, 2))).toBe('II');
  expect(view.getUint16(2, true)).toBe(42);
  const count = view.getUint16(8, true);
  const entries = Array.from({ length: count }, (_, i) => 10 + 12 * i);
  const tags = entries.map((at) => view.getUint16(at, true));
  expect(tags).toEqual([...tags].sort((a, b) => a - b));
  const value = (tag: number) => {
    const at = entries[tags.indexOf(tag)] as number;
    return view.getUint16(at + 2, true) === 3 ? view.getUint16(at + 8, true) : view.getUint32(at + 8, true);
  };
  expect([256, 257, 258, 259, 277, 279, 339].map(value)).toEqual([3, 2, 16, 1, 1, 12, 1]);
  expect(value(273)).toBe(file.length - 12);
  expect(view.getUint16(file.length - 2, true)).toBe(60000);
});

test('doubles become float32', () => {
  const { pixels } = readTiff(joined(writeTiff({ pixels: Float64Array.of(0, 0.1, -2, 1e9, 1e-9, 3), shape })));
  expect(pixels).toEqual(Float32Array.of(0, 0.1, -2, 1e9, 1e-9, 3));
});

test.each([
  [1, 16, Uint16Array.of(1, 2, 3, 4, 5, 60000), Uint16Array],
  [1, 32, Uint32Array.of(1, 2, 3, 4, 5, 2 ** 32 - 1), Uint32Array],
  [2, 16, Int16Array.of(1, -2, 3, 4, 5, -6), Int32Array],
  [2, 8, Int8Array.of(1, -2, 3, 4, 5, -6), Int32Array],
  [3, 64, Float64Array.of(1, -2, 3, 4, 5, 1e300), Float64Array],
] as const)('samples of format %i and %i bits', (format, bits, values, type) => {
  const file = joined(writeTiff({ pixels: new Float32Array(6), shape }));
  const view = new DataView(file.buffer);
  const start = file.length - 24;
  const whole = new Uint8Array(start + values.byteLength);
  whole.set(file.subarray(0, start));
  whole.set(new Uint8Array(values.buffer), start);
  for (let at = 10; at < 10 + 12 * view.getUint16(8, true); at += 12) {
    const fields = new DataView(whole.buffer, at);
    const tag = fields.getUint16(0, true);
    if (tag === 258) fields.setUint16(8, bits, true);
    if (tag === 279) fields.setUint32(8, values.byteLength, true);
    if (tag === 339) fields.setUint16(8, format, true);
  }
  const { pixels } = readTiff(whole);
  expect(pixels).toBeInstanceOf(type);
  expect([...pixels]).toEqual([...values]);
});

/** A big-endian file with two strips, as other programs write them. */
const bigEndian = (): Uint8Array => {
  const file = new Uint8Array(8 + 12 + 2 + 12 * 7 + 4 + 16);
  const view = new DataView(file.buffer);
  view.setUint16(0, 0x4d4d);
  view.setUint16(2, 42);
  view.setUint32(4, 20);
  for (const [i, v] of [258, 772, 1, 2, 3, 4].entries()) view.setUint16(8 + 2 * i, v);
  view.setUint16(20, 7);
  const lists = 22 + 12 * 7 + 4;
  const fields = [
    [256, 3, 1, 3 << 16],
    [257, 3, 1, 2 << 16],
    [258, 3, 1, 16 << 16],
    [259, 3, 1, 1 << 16],
    [273, 4, 2, lists],
    [278, 3, 1, 1 << 16],
    [279, 4, 2, lists + 8],
  ] as const;
  fields.forEach(([tag, type, count, value], i) => {
    view.setUint16(22 + 12 * i, tag);
    view.setUint16(24 + 12 * i, type);
    view.setUint32(26 + 12 * i, count);
    view.setUint32(30 + 12 * i, value);
  });
  for (const [i, v] of [8, 14, 6, 6].entries()) view.setUint32(lists + 4 * i, v);
  return file;
};

test('strips and the other byte order are read', () => {
  expect(readTiff(bigEndian())).toEqual({ shape, pixels: Uint16Array.of(258, 772, 1, 2, 3, 4) });
});

test('compressed files are refused by name', () => {
  const file = bigEndian();
  file[22 + 12 * 3 + 9] = 5;
  expect(() => readTiff(file)).toThrow('compression 5');
});
