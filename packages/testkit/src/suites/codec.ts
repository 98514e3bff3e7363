import {
  BraggsimError,
  type Codec,
  type DecodedImage,
  type Image,
  isBraggsimError,
  type StageValues,
} from '@braggsim/core';
import { describe, expect, test } from 'vitest';
import { hostileNumbers, joined, mutations } from '../mutations';

export interface CodecExpectations {
  /** Images that the format can hold without loss. */
  readonly images: Readonly<Record<string, Image>>;
  /** Parameters to write and read an image with, where it cannot do without. */
  readonly params?: (image: Image) => StageValues;
  /** Files that are wrong in a way of their own. */
  readonly broken?: Readonly<Record<string, Uint8Array>>;
  readonly mutations?: number;
}

const MUTATIONS = 1000;
/** Cuts shorter than this are all tried, and so are those that take less than this from the end. */
const EDGE = 64;

/** What every codec must keep to, whatever its format. */
export function describeCodec(
  codec: Codec,
  { images, params = () => ({}), broken = {}, ...rest }: CodecExpectations,
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
      for (const length of cuts(file.length)) {
        expectRefusal(() => decode(file.subarray(0, length), given), `cut at ${length} of ${file.length}`);
      }
    });

    test.each(cases)('$name: a file larger than allowed is refused', ({ image, given }) => {
      const file = joined(encode(image, given));
      decode(file, { ...given, maxBytes: file.length });
      expectRefusal(() => decode(file, { ...given, maxBytes: file.length - 1 }), 'one byte over the limit');
    });

    test.each(cases)('$name: damage gives an image or an error that says so', ({ image, given }) => {
      const file = joined(encode(image, given));
      for (const bytes of mutations(file, rest.mutations ?? MUTATIONS))
        expectImageOrRefusal(() => decode(bytes, given));
      for (const bytes of hostileNumbers(file)) expectImageOrRefusal(() => decode(bytes, given));
    });

    test.each(Object.entries(broken))('broken: %s', (name, bytes) => {
      expectRefusal(() => decode(bytes, params(Object.values(images)[0] as Image)), name);
    });
  });
}

/** Lengths of every kind: nothing, every length of a short header, some in between, all but the last bytes. */
function cuts(length: number): number[] {
  const between = Array.from({ length: 32 }, (_, i) => Math.floor((length * i) / 32));
  const all = Array.from({ length: EDGE }, (_, i) => [i, length - 1 - i]).flat();
  return [...new Set([...between, ...all])].filter((n) => n >= 0 && n < length);
}

function expectRefusal(attempt: () => unknown, what: string): void {
  let thrown: unknown;
  try {
    attempt();
  } catch (error) {
    thrown = error;
  }
  expect(isBraggsimError(thrown, 'data'), `${what}: ${thrown === undefined ? 'no error' : thrown}`).toBe(true);
}

function expectImageOrRefusal(attempt: () => DecodedImage): void {
  try {
    for (const { shape, data } of attempt().panels) {
      expect(shape.every((n) => Number.isInteger(n) && n > 0)).toBe(true);
      expect(data.length).toBe(shape.reduce((product, n) => product * n, 1));
    }
  } catch (error) {
    if (!(error instanceof BraggsimError)) throw error;
    expect(error.tag).toBe('data');
    expect(error.message.length).toBeGreaterThan(10);
  }
}
