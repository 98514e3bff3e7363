import { fromRegistry } from '@braggsim/core/kernel';
import { underLimits } from '@braggsim/testkit';
import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { codecFor, codecs } from './codecs';
import { infernoTable } from './colour-map';
import { imageOf } from './fixture';
import { png } from './png';
import { PROFILE_BOMB, pngWith } from './png-hostile.fixture';
import { readPng } from './png-reader';
import { previewPicture } from './preview';

const file = (image: Parameters<NonNullable<typeof png.encode>>[0], params = {}) =>
  decode((png.encode?.(image, params) ?? [])[0] as Uint8Array);

test('16-bit grey holds the recorded values', () => {
  const counts = Uint16Array.of(0, 1, 40, 256, 55040, 65535);
  const found = file(imageOf(counts, 2, 3), { style: 'grey16' });
  expect(found).toMatchObject({ width: 3, height: 2, depth: 16, channels: 1 });
  expect(Uint16Array.from(found.data)).toEqual(counts);
  expect(() => file(imageOf(Float32Array.of(0.5), 1, 1), { style: 'grey16' })).toThrow('digitize the image first');
});

test('colours follow the logarithm, and the file records the mapping', () => {
  const values = Float32Array.of(0, 1, 10, 100, 1000, 1e4);
  const found = file(imageOf(values, 1, 6), { lowPercentile: 0, highPercentile: 100 });
  const table = infernoTable();
  const levels = [0, 0, 64, 128, 191, 255];
  expect([...found.data]).toEqual(levels.flatMap((level) => [...table.subarray(3 * level, 3 * level + 3)]));
  expect(found.text.Description).toBe('log scale from 1 to 10000, inferno');
});

test('percentiles and decades limit the scale', () => {
  const values = Float32Array.from({ length: 1001 }, (_, i) => 10 ** (i / 100));
  const panel = { pixels: values, shape: [1, 1001] as const };
  expect(previewPicture(panel, { lowPercentile: 10, highPercentile: 50 }).mapping).toContain('from 10 to 100000,');
  expect(previewPicture(panel, { highPercentile: 100, decades: 2 }).mapping).toContain('from 1e+08 to 1e+10,');
});

test('large images are binned by their largest pixel', () => {
  const pixels = new Float32Array(50 * 70);
  pixels[49 * 70 + 69] = 9;
  const { width, height, rgb, mapping } = previewPicture({ pixels, shape: [50, 70] }, { largestSide: 32 });
  expect([width, height]).toEqual([24, 17]);
  expect([...rgb.slice(-3)]).toEqual([...infernoTable().slice(-3)]);
  expect([...rgb.slice(0, 3)]).toEqual([...infernoTable().slice(0, 3)]);
  expect(mapping).toContain('largest of 3 x 3 pixels');
});

test('images without light or with odd values are drawn too', () => {
  const pixels = Float32Array.of(Number.NaN, -1, 0, Number.POSITIVE_INFINITY);
  for (const values of [pixels, new Float32Array(4), new Float32Array(4).fill(3)]) {
    const { rgb } = previewPicture({ pixels: values, shape: [2, 2] });
    expect(rgb.length).toBe(12);
  }
});

test('the colours are those of inferno and become lighter monotonically', () => {
  const table = infernoTable();
  // matplotlib: inferno(0.5) and inferno(1.0)
  const near = (level: number, expected: readonly number[]) =>
    expected.forEach((value, i) => {
      expect(Math.abs((table[3 * level + i] as number) / 255 - value)).toBeLessThan(0.015);
    });
  near(128, [0.735683, 0.215906, 0.330245]);
  near(255, [0.988362, 0.998364, 0.644924]);
  const lightness = (level: number) =>
    0.2126 * (table[3 * level] as number) +
    0.7152 * (table[3 * level + 1] as number) +
    0.0722 * (table[3 * level + 2] as number);
  for (let level = 8; level < 256; level += 8) expect(lightness(level)).toBeGreaterThan(lightness(level - 8));
});

test.each(['smv', 'raw', 'npy', 'pgm', 'png'])('%s is found by id and by each of its extensions', async (id) => {
  const codec = await fromRegistry(codecs, id, 'image format');
  expect(codec.id).toBe(id);
  for (const extension of codec.extensions) {
    expect((await codecFor(`some.dir/a.b${extension.toUpperCase()}`)).id).toBe(id);
    const twice = imageOf(new Uint8Array(4), 2, 2);
    expect(() => codec.encode?.({ ...twice, panels: [...twice.panels, ...twice.panels] }, {})).toThrow(/panel/);
  }
});

test('unknown names are refused', async () => {
  await expect(codecFor('a.constructor')).rejects.toThrow("name 'a.constructor'; known extensions are .img");
  await expect(codecFor('image')).rejects.toThrow('known extensions are');
});

test('8 and 16-bit grey round-trip with their description', () => {
  const counts = Uint16Array.of(0, 1, 40, 256, 55040, 65535);
  const [written] = png.encode?.(imageOf(counts, 2, 3), { style: 'grey16' }) ?? [];
  const { panels, header } = png.decode?.(written as Uint8Array, {}) ?? {};
  expect([panels?.[0]?.shape, panels?.[0]?.data]).toEqual([[2, 3], counts]);
  expect(header).toEqual({ Software: 'braggsim', Description: 'recorded values, unscaled' });
  expect(readPng(pngWith('pHYs', new Uint8Array(9)))).toEqual({ pixels: new Uint8Array(6), shape: [2, 3], text: {} });
});

test('compressed chunks besides the pixels are not unpacked', () => {
  underLimits([PROFILE_BOMB], (bytes) => expect(readPng(bytes).shape).toEqual([2, 3]), { bytesPerByte: 20 });
});

test('a picture in colour is refused as not being an image', () => {
  const [picture] = png.encode?.(imageOf(Float32Array.of(1, 2), 1, 2), {}) ?? [];
  expect(() => readPng(picture as Uint8Array)).toThrow('this PNG is a picture (colour type 2, 8 bits, interlace 0)');
});
