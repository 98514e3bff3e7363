import { MASK_BITS } from '@braggsim/core/derived';
import { expect, test } from 'vitest';
import { maximumLevels } from '../image/levels';
import { WHOLE } from '../image/placement';
import type { ShownImage } from '../image/shown-image';
import { editsFit, maskedCount, maskPixels, withEdits, withRegion, withValues } from './mask-edits';

const pixels = Float32Array.from({ length: 24 }, (_, i) => i);
const mask = Uint32Array.from({ length: 24 }, (_, i) => (i === 5 ? MASK_BITS.dead : 0));
const panel = (dx: number) => ({
  name: `p${dx}`,
  pixels,
  pixelsFast: 6,
  pixelsSlow: 4,
  mask,
  levels: maximumLevels(pixels, [4, 6], mask),
  place: { ...WHOLE, origin: [dx, 0] as const },
});
const image = { panels: [panel(0), panel(10)], width: 16, height: 4 } as unknown as ShownImage;
const box = (from: readonly [number, number], to: readonly [number, number]) =>
  ({ shape: 'box', points: [from, to] }) as const;

test('a region masks pixels of the panels that it covers, and takes them out again', () => {
  const edits = withRegion(undefined, image, box([0, 0], [2, 1]), true);
  const edited = withEdits(image, edits);
  expect(edited.panels[0]?.mask?.slice(0, 7)).toEqual(Uint32Array.of(256, 256, 0, 0, 0, MASK_BITS.dead, 0));
  expect(edited.panels[1]).toBe(image.panels[1]);
  expect(maskedCount(edited)).toEqual({ masked: 4, all: 48 });
  const less = withRegion(edits, image, box([1, 0], [2, 1]), false);
  expect(maskedCount(withEdits(image, less)).masked).toBe(3);
  expect(withEdits(image, withRegion(less, image, box([0, 0], [9, 9]), false))).toBe(image);
  const across = withRegion(undefined, image, box([5, 0], [11, 1]), true);
  expect(across.map((edit) => edit?.indexOf(1))).toEqual([5, 0]);
});

test('values outside of a range are masked, and a masked pixel is 0 in the file', () => {
  const edited = withEdits(image, withValues(undefined, image, { least: 2, largest: 20 }));
  const [first] = maskPixels(edited);
  expect([...(first ?? [])]).toEqual(Array.from(pixels, (value, i) => (value >= 2 && value <= 20 && i !== 5 ? 1 : 0)));
});

test('edits of other panels do nothing', () => {
  const edits = withRegion(undefined, image, box([0, 0], [2, 1]), true);
  const other = { ...image, panels: [panel(0)] } as ShownImage;
  expect(editsFit(edits, other)).toBe(false);
  expect(withEdits(other, edits)).toBe(other);
});
