import { MASK_BITS } from '@braggsim/core/derived';
import { describe, expect, it } from 'vitest';
import { imageOf, panelsImage } from './fixture';
import { frameMask, maskedFrame, NEGATIVE_VALUES, NOT_A_NUMBER } from './masked-frame';

describe('masked pixels of a frame', () => {
  it('get one value for gaps and another for all other reasons', () => {
    const image = {
      ...imageOf(Int32Array.of(5, 6, 7, 8), 2, 2),
      masks: [Uint32Array.of(0, MASK_BITS.gap, MASK_BITS.noisy, 0)],
    };
    expect([...maskedFrame(image, NEGATIVE_VALUES).pixels]).toEqual([5, -1, -2, 8]);
    expect([...maskedFrame(image, NOT_A_NUMBER).pixels]).toEqual([5, Number.NaN, Number.NaN, 8]);
  });

  it('are those of every panel, gaps of panels and positions between panels', () => {
    const image = panelsImage();
    const own = new Uint32Array(12);
    own[0] = MASK_BITS.dead;
    const mask = frameMask({ ...image, masks: [undefined, own] }) ?? [];
    // The panels have 5 x 7 and 3 x 4 pixels and are stacked along slow; the gap is at slow 2, fast 1 of the second.
    expect([mask[0], mask[5 * 7], mask[7 * 7 + 1], mask[5 * 7 + 4]]).toEqual([
      0,
      MASK_BITS.dead,
      MASK_BITS.gap,
      MASK_BITS.gap,
    ]);
  });

  it('leave a frame without a mask unchanged', () => {
    const image = imageOf(Int32Array.of(5, 6, 7, 8), 2, 2);
    expect(frameMask(image)).toBeUndefined();
    expect(maskedFrame(image, NEGATIVE_VALUES).pixels).toBe(image.panels[0]?.data);
  });
});
