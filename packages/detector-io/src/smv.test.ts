import { joined } from '@braggsim/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { imageOf } from './fixture';
import { readSmv, smv, writeSmv } from './smv';

const counts = Uint16Array.from({ length: 12 }, (_, i) => i * 5000);
const file = joined(writeSmv(imageOf(counts, 3, 4)));
const withHeader = (lines: readonly string[], pixels: Uint8Array, size = 512) =>
  Uint8Array.of(
    ...new TextEncoder().encode(`{\nHEADER_BYTES=${size};\n${lines.join('\n')}\n}\f`.padEnd(size, ' ')),
    ...pixels,
  );

test('an image round-trips with 512 bytes before its pixels', () => {
  expect(file.length).toBe(512 + 24);
  const { shape, pixels, header, warnings } = readSmv(file);
  expect(shape).toEqual([3, 4]);
  expect(pixels).toEqual(counts);
  expect(header.fields.DETECTOR_SN).toBe('000');
  expect(warnings).toEqual([]);
  expect(file[512 + 2]).toBe(5000 & 0xff);
});

test('any 16-bit image round-trips', () => {
  const sizes = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }));
  const image = sizes.chain(([slow, fast]) =>
    fc.tuple(fc.constant([slow, fast] as const), fc.uint16Array({ minLength: slow * fast, maxLength: slow * fast })),
  );
  fc.assert(
    fc.property(image, ([[slow, fast], pixels]) => {
      const found = smv.decode?.(joined(writeSmv(imageOf(pixels, slow, fast))), {});
      expect(found?.panels[0]?.shape).toEqual([slow, fast]);
      expect(found?.panels[0]?.data).toEqual(pixels);
    }),
    { numRuns: 50 },
  );
});

test('both byte orders and all three types are read', () => {
  const size = ['SIZE1=2;', 'SIZE2=1;'];
  const big = withHeader([...size, 'BYTE_ORDER=big_endian;', 'TYPE=unsigned_short;'], Uint8Array.of(1, 2, 3, 4));
  expect(readSmv(big).pixels).toEqual(Uint16Array.of(0x102, 0x304));
  const long = new Uint8Array(Int32Array.of(-7, 1e9).buffer);
  expect(readSmv(withHeader([...size, 'TYPE=long_integer;'], long)).pixels).toEqual(Int32Array.of(-7, 1e9));
  const float = new Uint8Array(Float32Array.of(0.25, -3).buffer).slice();
  for (const at of [0, 4]) float.subarray(at, at + 4).reverse();
  const bigFloat = withHeader([...size, 'TYPE=float;', 'BYTE_ORDER=big_endian;'], float);
  expect(readSmv(bigFloat).pixels).toEqual(Float32Array.of(0.25, -3));
});

test('a longer header, and the size in DETECTOR_DIMENSIONS, are read', () => {
  const long = withHeader(['DETECTOR_DIMENSIONS=2;', '#'.repeat(700)], Uint8Array.of(1, 0, 2, 0, 3, 0, 4, 0), 1024);
  expect(readSmv(long)).toMatchObject({ shape: [2, 2], pixels: Uint16Array.of(1, 2, 3, 4) });
});

test.each([
  ['short files', file.slice(0, 400), 'at least 512 bytes'],
  ['other files', Uint8Array.of(...new Uint8Array(600)), 'this is not an SMV image'],
  ['missing pixels', file.slice(0, -1), 'should end at byte 536, but the file ends at 535'],
  ['unknown types', withHeader(['SIZE1=1;', 'SIZE2=1;', 'TYPE=mad;'], Uint8Array.of(0, 0)), "'mad'; unsigned_short"],
  ['unknown byte orders', withHeader(['SIZE1=1;', 'SIZE2=1;', 'BYTE_ORDER=vax;'], Uint8Array.of(0, 0)), "'vax'"],
  ['no size', withHeader([], new Uint8Array(2)), 'must be positive'],
  ['headers beyond the file', withHeader(['SIZE1=1;', 'HEADER_BYTES=9999;'], new Uint8Array(2)), 'is 9999'],
])('%s are refused', (_, bytes, message) => expect(() => readSmv(bytes)).toThrow(message));

test('files over the limit are refused before anything else', () => {
  expect(() => readSmv(file, { maxBytes: 500 })).toThrow('has 536 bytes, the limit is 500');
});

test('bytes after the pixels give a warning', () => {
  expect(readSmv(Uint8Array.of(...file, 0, 0)).warnings[0]?.id).toBe('smv-trailing-bytes');
});

test('the writer refuses what the format cannot hold', () => {
  const image = imageOf(counts, 3, 4);
  expect(() => writeSmv({ ...image, panels: [...image.panels, ...image.panels] })).toThrow('the image has 2');
  expect(() => writeSmv({ ...imageOf(counts, 4, 3), metadata: image.metadata })).toThrow(
    'has 4 x 3 pixels (slow x fast) and its detector 3 x 4',
  );
  expect(() => writeSmv(imageOf(Float32Array.of(1, 2, 3.5, 4), 2, 2))).toThrow('slow 1, fast 0 is 3.5');
  expect(() => writeSmv(imageOf(Int32Array.of(1, 65536), 1, 2))).toThrow('slow 0, fast 1 is 65536');
  expect(readSmv(joined(writeSmv(imageOf(Float32Array.of(7, 65535), 1, 2)))).pixels).toEqual(Uint16Array.of(7, 65535));
});

test('strided views are written as contiguous rows', () => {
  const image = imageOf(counts, 3, 4);
  const turned = {
    panels: [(image.panels[0] as (typeof image.panels)[0]).transpose(1, 0)],
    metadata: imageOf(counts, 4, 3).metadata,
  };
  expect([...readSmv(joined(writeSmv(turned))).pixels].slice(0, 3)).toEqual([0, 20000, 40000]);
});
