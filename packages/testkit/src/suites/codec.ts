import type { Codec, DecodedImage, Image, StageValues } from '@braggsim/core';
import { describe, expect, test } from 'vitest';
import { type ReadingLimits, underLimits } from '../limits';
import { damaged, joined } from '../mutations';
import { answerOrRefusal, cut, expectRefusal, readOrRefuse } from './files';

export interface CodecExpectations {
  /** Images that the format can hold without loss. */
  readonly images: Readonly<Record<string, Image>>;
  /** Parameters to write and read an image with, where it cannot do without. */
  readonly params?: (image: Image) => StageValues;
  /** Files that are wrong in a way of their own. */
  readonly broken?: Readonly<Record<string, Uint8Array>>;
  /** Damaged files to try. */
  readonly mutations?: number;
  readonly limits?: Partial<ReadingLimits>;
  /** Reads damaged files in a thread that can be ended, with limits of its own, where nothing else stops a library that runs in circles. */
  readonly isolated?: (file: Uint8Array) => Promise<DecodedImage>;
}

const MUTATIONS = 1000;

/** What every codec must keep to, whatever its format. */
export function describeCodec(
  codec: Codec,
  { images, params = () => ({}), broken = {}, mutations = MUTATIONS, limits, isolated }: CodecExpectations,
): void {
  const { encode, decode } = codec;
  const cases = Object.entries(images).map(([name, image]) => ({ name, image, given: params(image) }));
  describe(`codec ${codec.id}`, () => {
    test('says what it is and what its files are called', () => {
      expect(codec.about.citation).not.toBe('');
      expect(codec.extensions.length).toBeGreaterThan(0);
      for (const extension of codec.extensions) expect(extension).toMatch(/^\.[a-z0-9.]+$/);
      expect(encode ?? decode).toBeDefined();
    });

    if (encode) {
      test.each(cases)('$name: the same image gives the same bytes and stays as it was', ({ image, given }) => {
        const before = image.panels.map(({ data }) => data.slice());
        const file = joined(encode(image, given));
        expect(file.length).toBeGreaterThan(0);
        expect(joined(encode(image, given))).toStrictEqual(file);
        expect(image.panels.map(({ data }) => data)).toStrictEqual(before);
      });
    }
    if (!encode || !decode) return;

    test.each(cases)('$name: comes back as it went', ({ image, given }) => {
      const file = joined(encode(image, given));
      const before = file.slice();
      const found = decode(file, given);
      expect(file).toStrictEqual(before);
      expect(found.panels.map(({ shape }) => shape)).toStrictEqual(image.panels.map(({ shape }) => shape));
      const pixels = (panels: Image['panels']) => panels.map(({ data }) => [...data]);
      expect(pixels(found.panels)).toStrictEqual(pixels(image.panels));
      // A second time round there is nothing left to lose.
      expect(joined(encode({ ...image, panels: found.panels }, given))).toStrictEqual(file);
    });

    test.each(cases)('$name: a file that ends too early is refused', ({ image, given }) => {
      const file = joined(encode(image, given));
      const refused = (part: Uint8Array) =>
        expectRefusal(() => decode(part, given), `cut at ${part.length} of ${file.length}`);
      underLimits(cut(file), refused, limits);
    });

    test.each(cases)('$name: a file larger than allowed is refused', ({ image, given }) => {
      const file = joined(encode(image, given));
      decode(file, { ...given, maxBytes: file.length });
      expectRefusal(() => decode(file, { ...given, maxBytes: file.length - 1 }), 'one byte over the limit');
    });

    test.each(cases)(
      '$name: damage gives an image or an error that says so, within bounds',
      async ({ image, given }) => {
        const file = joined(encode(image, given));
        if (isolated) {
          for (const bytes of damaged(file, mutations)) await answerOrRefusal(isolated(bytes).then(expectImage));
          return;
        }
        const attempt = (bytes: Uint8Array) => readOrRefuse(() => expectImage(decode(bytes, given)));
        underLimits(damaged(file, mutations), attempt, limits);
      },
    );

    test.each(Object.entries(broken))('broken: %s', (name, bytes) => {
      const given = params(Object.values(images)[0] as Image);
      underLimits([bytes], (file) => expectRefusal(() => decode(file, given), name), limits);
    });
  });
}

/** What came of a damaged file: whole panels. */
function expectImage({ panels }: DecodedImage): void {
  for (const { shape, data } of panels) {
    expect(shape.every((n) => Number.isInteger(n) && n > 0)).toBe(true);
    expect(data.length).toBe(shape.reduce((product, n) => product * n, 1));
  }
}
