import type { Codec, StageValues } from '@braggsim/core';
import type { DecodedImage, Image } from '@braggsim/core/derived';
import { describe, expect, test } from 'vitest';
import { type ReadingLimits, underLimits } from '../limits';
import { damaged, joined } from '../mutations';
import { ensure } from './ensure';
import { answerOrRefusal, expectRefusal, readOrRefuse, truncated } from './files';

/** Expectations of a codec. */
export interface CodecExpectations {
  /** Images that the format can hold without loss. */
  readonly images: Readonly<Record<string, Image>>;
  /** Parameters with which an image is written and read, if it needs any. */
  readonly params?: (image: Image) => StageValues;
  /** Invalid files of this format, by what is wrong with them. */
  readonly broken?: Readonly<Record<string, Uint8Array>>;
  /** Number of damaged files to test. */
  readonly mutations?: number;
  /** Set where another test file tests damaged files, by `describeDamage`. */
  readonly damage?: 'elsewhere';
  readonly limits?: Partial<ReadingLimits>;
  /** Reads damaged files in a thread with its own limits, for libraries whose endless loops cannot be interrupted otherwise. */
  readonly isolated?: (file: Uint8Array) => Promise<DecodedImage>;
}

const MUTATIONS = 100;

const casesOf = ({ images, params = () => ({}) }: CodecExpectations) =>
  Object.entries(images).map(([name, image]) => ({ name, image, given: params(image) }));

/** Declares the tests that every codec must pass. */
export function describeCodec(codec: Codec, expectations: CodecExpectations): void {
  const { images, params = () => ({}), broken = {}, damage, limits } = expectations;
  const { encode, decode } = codec;
  const cases = casesOf(expectations);
  describe(`codec ${codec.id}`, () => {
    test('has documentation and file name extensions', () => {
      expect(codec.about.citation).not.toBe('');
      expect(codec.extensions.length).toBeGreaterThan(0);
      for (const extension of codec.extensions) expect(extension).toMatch(/^\.[a-z0-9.]+$/);
      expect(encode ?? decode).toBeDefined();
    });

    if (encode) {
      test.each(cases)('$name: the same image gives the same bytes and is not changed', ({ image, given }) => {
        const before = image.panels.map(({ data }) => data.slice());
        const file = joined(encode(image, given));
        expect(file.length).toBeGreaterThan(0);
        expect(joined(encode(image, given))).toStrictEqual(file);
        expect(image.panels.map(({ data }) => data)).toStrictEqual(before);
      });
    }
    if (!encode || !decode) return;

    test.each(cases)('$name: round-trips', ({ image, given }) => {
      const file = joined(encode(image, given));
      const before = file.slice();
      const decoded = decode(file, given);
      expect(file).toStrictEqual(before);
      expect(decoded.panels.map(({ shape }) => shape)).toStrictEqual(image.panels.map(({ shape }) => shape));
      const pixels = (panels: Image['panels']) => panels.map(({ data }) => [...data]);
      expect(pixels(decoded.panels)).toStrictEqual(pixels(image.panels));
      // What a format cannot hold is lost the first time only.
      expect(joined(encode({ ...image, panels: decoded.panels }, given))).toStrictEqual(file);
    });

    test.each(cases)('$name: a truncated file is rejected', ({ image, given }) => {
      const file = joined(encode(image, given));
      const refused = (part: Uint8Array) =>
        expectRefusal(() => decode(part, given), `truncated at ${part.length} of ${file.length}`);
      underLimits(truncated(file), refused, limits);
    });

    test.each(cases)('$name: a file larger than allowed is rejected', ({ image, given }) => {
      const file = joined(encode(image, given));
      decode(file, { ...given, maxBytes: file.length });
      expectRefusal(() => decode(file, { ...given, maxBytes: file.length - 1 }), 'one byte over the limit');
    });

    test.each(Object.entries(broken))('broken: %s', (name, bytes) => {
      const given = params(Object.values(images)[0] as Image);
      underLimits([bytes], (file) => expectRefusal(() => decode(file, given), name), limits);
    });
  });
  if (encode && decode && damage === undefined) describeDamage(codec, expectations);
}

/** Declares the tests of damaged files, which `describeCodec` leaves out where they take long. */
export function describeDamage({ id, encode, decode }: Codec, expectations: CodecExpectations): void {
  if (!encode || !decode) throw new Error(`expected a codec that writes and reads files; found ${id}`);
  const { mutations = MUTATIONS, limits, isolated } = expectations;
  const name = `codec ${id}, $name: a damaged file gives an image or a BraggsimError, within the limits`;
  test.each(casesOf(expectations))(name, async ({ image, given }) => {
    const file = joined(encode(image, given));
    if (isolated) {
      for (const bytes of damaged(file, mutations)) await answerOrRefusal(isolated(bytes).then(expectImage));
      return;
    }
    const attempt = (bytes: Uint8Array) => readOrRefuse(() => expectImage(decode(bytes, given)));
    underLimits(damaged(file, mutations), attempt, limits);
  });
}

/** Expects that the image of a damaged file has complete panels. */
function expectImage({ panels }: DecodedImage): void {
  for (const { shape, data } of panels) {
    const pixels = shape.reduce((product, n) => product * n, 1);
    ensure(
      shape.every((n) => Number.isInteger(n) && n > 0) && data.length === pixels,
      () => `expected as many values as pixels; found ${data.length} for ${shape.join(' x ')}`,
    );
  }
}
