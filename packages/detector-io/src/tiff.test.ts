import { readFileSync } from 'node:fs';
import { MASK_BITS } from '@braggsim/core/derived';
import { joined } from '@braggsim/testkit';
import { expect, test } from 'vitest';
import { imageOf } from './fixture';
import { readTiff, tiff } from './tiff';
import { writeTiff } from './tiff-writer';

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

test('float64 pixels become float32', () => {
  const { pixels } = readTiff(joined(writeTiff({ pixels: Float64Array.of(0, 0.1, -2, 1e9, 1e-9, 3), shape })));
  expect(pixels).toEqual(Float32Array.of(0, 0.1, -2, 1e9, 1e-9, 3));
});

test.each([
  [1, 16, Uint16Array.of(1, 2, 3, 4, 5, 60000), Uint16Array],
  [1, 32, Uint32Array.of(1, 2, 3, 4, 5, 2 ** 32 - 1), Uint32Array],
  [2, 16, Int16Array.of(1, -2, 3, 4, 5, -6), Int32Array],
  [2, 8, Int8Array.of(1, -2, 3, 4, 5, -6), Int32Array],
  [3, 64, Float64Array.of(1, -2, 3, 4, 5, 1e300), Float64Array],
] as const)('samples of format %i and %i bits are read', (format, bits, values, type) => {
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

/** Returns a big-endian file with two strips, as other programs write them. */
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

test('strips and big-endian files are read', () => {
  expect(readTiff(bigEndian())).toEqual({ shape, pixels: Uint16Array.of(258, 772, 1, 2, 3, 4), description: '' });
});

test('compressions that cannot be read are refused by name', () => {
  const file = bigEndian();
  file[22 + 12 * 3 + 9] = 7;
  expect(() => readTiff(file)).toThrow('compression 7');
});

const fixture = (name: string) => new Uint8Array(readFileSync(new URL(`../fixtures/${name}`, import.meta.url)));

/**
 * Checksums, calculated with Pillow, of files that libtiff and Pillow wrote; the first is the LZW image of a Pilatus.
 */
test.each([
  ['words-lzw.tif', Uint16Array, 539_100],
  ['words-lzw-predictor.tif', Uint16Array, 163_561],
  ['words-zip-tiles.tif', Uint16Array, 163_561],
  ['floats-lzw-predictor3.tif', Float32Array, 11_768.443],
  ['floats-zip-predictor3.tif', Float32Array, 11_768.443],
  ['bytes-packbits.tif', Uint8Array, 67_503],
  ['integers-lzw-predictor-big-endian.tif', Int32Array, 539_001],
] as const)('%s has the 20 x 30 pixels that its writer gave it', (name, type, expected) => {
  const { pixels, shape: found } = readTiff(fixture(name));
  expect(found).toEqual([20, 30]);
  expect(pixels).toBeInstanceOf(type);
  let sum = 0;
  for (const value of pixels) sum += value;
  expect(sum).toBeCloseTo(expected, 2);
});

test('-1 and -2 in whole numbers are masked and round-trip', () => {
  const decoded = tiff.decode?.(fixture('integers-lzw-predictor-big-endian.tif'), {});
  const mask = decoded?.masks?.[0] ?? [];
  expect([mask[0], mask[32], mask[1]]).toEqual([MASK_BITS.gap, MASK_BITS.dead, 0]);
  const { metadata } = imageOf(Int32Array.of(1), 20, 30);
  const written = tiff.encode?.({ panels: decoded?.panels ?? [], masks: decoded?.masks ?? [], metadata }, {}) ?? [];
  const { pixels } = readTiff(joined(written));
  expect([pixels[0], pixels[32], pixels[33]]).toEqual([-1, -2, 99]);
});

test('the description of a Pilatus gives the position of its detector', () => {
  const text =
    '# Pixel_size 172e-6 m x 172e-6 m\n# Detector_distance 0.2 m\n# Beam_xy (5.0, 6.0) pixels\n# Wavelength 1 A\n\0';
  const plain = joined(writeTiff({ pixels: Uint16Array.of(1, 2, 3, 4, 5, 6), shape }));
  const file = joined([plain, Uint8Array.from(text, (letter) => letter.charCodeAt(0))]);
  const view = new DataView(file.buffer);
  // The field with the name of the program is changed to that of the description.
  for (let at = 10; at < 10 + 12 * view.getUint16(8, true); at += 12) {
    if (view.getUint16(at, true) !== 305) continue;
    view.setUint16(at, 270, true);
    view.setUint32(at + 4, text.length, true);
    view.setUint32(at + 8, plain.length, true);
  }
  expect(tiff.inspect?.(file, {}).experiment).toMatchObject({
    detector: { distanceMm: 200, pixelMm: expect.closeTo(0.172, 12), beamCentreMm: [1.032, expect.closeTo(0.86, 12)] },
    beam: { wavelengthA: 1 },
  });
});

test('a strip that unpacks to more than announced is refused', () => {
  const file = fixture('bytes-packbits.tif');
  const view = new DataView(file.buffer);
  const directory = view.getUint32(4, true);
  for (let i = 0; i < view.getUint16(directory, true); i++) {
    const at = directory + 2 + 12 * i;
    if (view.getUint16(at, true) === 256) view.setUint16(at + 8, 20, true);
  }
  expect(() => readTiff(file)).toThrow('unpacks to more than its 120 bytes');
});

test('a floating-point predictor in big-endian order is refused: programs differ in how they write it', () => {
  const file = bigEndian();
  const view = new DataView(file.buffer);
  const field = (place: number, tag: number, value: number) => {
    view.setUint16(22 + 12 * place, tag);
    view.setUint16(24 + 12 * place, 3);
    view.setUint16(30 + 12 * place, value);
  };
  field(2, 258, 32);
  field(3, 339, 3);
  field(5, 317, 3);
  expect(() => readTiff(file)).toThrow('floating-point predictor in big-endian order');
});

test('an address of the directory that lies in the header is refused as such', () => {
  const file = fixture('bytes-packbits.tif');
  new DataView(file.buffer).setUint32(4, 2, true);
  expect(() => readTiff(file)).toThrow('its directory cannot be at byte 2');
});
