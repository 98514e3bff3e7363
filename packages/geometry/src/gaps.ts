import { type PixelRectangle, usageError } from '@braggsim/core';
import type { PixelBounds } from '@braggsim/core/kernel';
import { requireWhole } from './checks';

interface PixelCounts {
  readonly pixelsFast: number;
  readonly pixelsSlow: number;
}

/** The mask that was made last, weakly: images of one detector share it, and a process that rests keeps none. */
let last: { readonly key: string; readonly mask: WeakRef<Uint8Array> } | undefined;

/**
 * Returns the mask of a panel with gaps, [slow, fast]: 0 where there is no pixel, 1 elsewhere. Undefined for a panel without
 * gaps. A mask must not be changed, since panels with the same gaps share it.
 */
export function gapMask(
  { pixelsFast, pixelsSlow }: PixelCounts,
  gaps: readonly PixelBounds[] = [],
): Uint8Array | undefined {
  if (gaps.length === 0) return undefined;
  const key = JSON.stringify([pixelsFast, pixelsSlow, gaps]);
  const known = last?.key === key ? last.mask.deref() : undefined;
  if (known) return known;
  const mask = new Uint8Array(pixelsFast * pixelsSlow).fill(1);
  for (const { fast, slow } of gaps) {
    for (let row = slow[0]; row < slow[1]; row++) mask.fill(0, row * pixelsFast + fast[0], row * pixelsFast + fast[1]);
  }
  last = { key, mask: new WeakRef(mask) };
  return mask;
}

/** Combines two masks: a pixel is kept where both keep it. Undefined stands for a mask that keeps all pixels. */
export const bothMasks = (a: Uint8Array | undefined, b: Uint8Array | undefined): Uint8Array | undefined =>
  a && b ? a.map((keep, i) => (keep !== 0 && b[i] !== 0 ? 1 : 0)) : (a ?? b);

/**
 * Checks that gaps, as inclusive limits, lie within their panel.
 *
 * @throws BraggsimError (`usage`) that names the field
 */
export function checkGaps(
  field: string,
  { pixelsFast, pixelsSlow }: PixelCounts,
  gaps: readonly PixelRectangle[],
): void {
  for (const gap of gaps) {
    requireWhole(field, gap);
    const [fast0, fast1, slow0, slow1] = gap;
    if (fast0 >= 0 && slow0 >= 0 && fast0 <= fast1 && slow0 <= slow1 && fast1 < pixelsFast && slow1 < pixelsSlow)
      continue;
    throw usageError({
      message: `${field} must lie within the ${pixelsFast} x ${pixelsSlow} pixels, found fast ${fast0} to ${fast1} and slow ${slow0} to ${slow1}; give first and last fast, first and last slow pixel`,
      expected: 'first and last fast, first and last slow pixel, inclusive',
      found: gap.join(' '),
    });
  }
}

/** Lists the first pixels of the gaps between modules that repeat along one axis. */
const gapStarts = (pixels: number, module: number, gap: number): number[] => {
  const starts: number[] = [];
  for (let at = module; at < pixels; at += module + gap) starts.push(at);
  return starts;
};

/** A grid of equal modules: sizes of modules and gaps along fast and slow, pixels. */
export interface ModuleGrid extends PixelCounts {
  readonly module: readonly [number, number];
  readonly gap: readonly [number, number];
}

/** Lists the gaps between the modules of a grid as inclusive limits. */
export const gridGaps = ({ pixelsFast, pixelsSlow, module, gap }: ModuleGrid): PixelRectangle[] => [
  ...gapStarts(pixelsFast, module[0], gap[0]).map((at): PixelRectangle => [at, at + gap[0] - 1, 0, pixelsSlow - 1]),
  ...gapStarts(pixelsSlow, module[1], gap[1]).map((at): PixelRectangle => [0, pixelsFast - 1, at, at + gap[1] - 1]),
];
