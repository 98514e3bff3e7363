import { describe, expect, it } from 'vitest';
import { combinedMask, countMasked, MASK_BITS, maskOfValues } from './pixel-mask';

describe('masks told by values', () => {
  it('names gaps, bad pixels, values below the trusted range and NaN', () => {
    const mask = maskOfValues(Float32Array.of(-1, -2, -3, 0, 7, Number.NaN), { gap: -1, bad: -2, below: 0 });
    expect([...(mask ?? [])]).toEqual([MASK_BITS.gap, MASK_BITS.dead, MASK_BITS.untrusted, 0, 0, MASK_BITS.dead]);
    expect(countMasked(mask)).toBe(4);
  });

  it('is absent where every pixel counts', () => {
    expect(maskOfValues(Int32Array.of(0, 1, -5), { gap: -1, bad: -2 })).toBeUndefined();
    expect(countMasked(undefined)).toBe(0);
  });
});

describe('masks put together', () => {
  it('keeps all reasons, the virtual pixel of the highest bit among them', () => {
    const both = combinedMask(Uint32Array.of(1, 0, MASK_BITS.virtual), undefined, Uint32Array.of(16, 0, 2));
    expect([...(both ?? [])]).toEqual([17, 0, MASK_BITS.virtual + 2]);
  });

  it('refuses masks of other sizes', () => {
    expect(() => combinedMask(Uint32Array.of(1), Uint32Array.of(1, 2))).toThrow(RangeError);
  });
});
