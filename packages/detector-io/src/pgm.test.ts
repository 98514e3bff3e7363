import { latin1 } from '@braggsim/core/text';
import { greyImage, headerText, joined, referenceCases } from '@braggsim/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { imageOf } from './fixture';
import { pgm, readPgm, writePgm } from './pgm';

const bytesOf = (text: string, ...pixels: number[]) => Uint8Array.of(...new TextEncoder().encode(text), ...pixels);

const cases = referenceCases().flatMap((c) => {
  const [header, grey] = [headerText(c, 'image.pgm'), greyImage(c)];
  return header !== undefined && grey ? [[c.id, c, header, grey] as const] : [];
});

test('there are grey maps for the comparison', () => expect(cases.length).toBeGreaterThan(2));

test.each(cases)('the file of %s is equal byte for byte', (_, c, header, grey) => {
  const file = joined(writePgm(new Uint8Array(grey), c.shape, c.derived.pgm_scale as number));
  expect(latin1(file.subarray(0, header.length))).toBe(header);
  expect(file.length).toBe(header.length + grey.length);
  expect(readPgm(file)).toMatchObject({ shape: c.shape, largest: 255 });
});

test('any image round-trips', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 6, maxLength: 6 }), (pixels) => {
      const found = pgm.decode?.(joined(pgm.encode?.(imageOf(pixels, 3, 2), { scale: 2.5 }) ?? []), {});
      expect(found?.panels[0]?.data).toEqual(pixels);
      expect(found?.panels[0]?.shape).toEqual([3, 2]);
      expect(found?.header.comments).toBe('pixels scaled by 2.5');
    }),
    { numRuns: 30 },
  );
});

test('comments and blanks at any place, and 16-bit values, are read', () => {
  const found = readPgm(bytesOf('P5 # one\n2\t1 #two\n 256\r', 1, 2, 3, 4));
  expect(() => readPgm(bytesOf('P5 2 1 256', 1, 2, 3, 4))).toThrow('lacks its width');
  expect(found).toEqual({
    shape: [1, 2],
    pixels: Uint16Array.of(0x102, 0x304),
    largest: 256,
    comments: ['one', 'two'],
  });
});

test.each([
  ['P6\n1 1\n255\n', "start with 'P5'"],
  ['P5\n1 1\n', 'lacks its width, height or largest value'],
  ['P5\n0 1\n255\n', '0 x 1 pixels'],
  ['P5\n1 1\n65536\n', 'values to 65535'],
  ['P5\n99999 99999\n255\n', 'have 9999800001 bytes'],
])('%j is refused', (text, message) => expect(() => readPgm(bytesOf(text))).toThrow(message));

test("the pixels are a copy, even for slices of Node's buffers", () => {
  const file = Buffer.from(bytesOf('P5\n2 1\n255\n', 7, 8));
  const { pixels } = readPgm(file);
  file.fill(0);
  expect(pixels).toEqual(Uint8Array.of(7, 8));
});

test('levels beyond a byte are refused', () => {
  expect(() => pgm.encode?.(imageOf(Uint16Array.of(1, 256), 1, 2), {})).toThrow('slow 0, fast 1 is 256');
});
