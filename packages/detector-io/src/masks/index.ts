/**
 * Masks beside images: what geometry files say of pixels and values that do not count, masks of DIALS, and how they are put on images.
 *
 * @module
 * @example
 * ```ts
 * import { readGeomMask } from '@braggsim/detector-io/masks';
 *
 * const { panels } = readGeomMask('res = 10000\nflag_morethan = 65534\np/min_fs = 0\np/max_fs = 9\np/min_ss = 0\np/max_ss = 9\np/corner_x = -5\np/corner_y = -5\n');
 * console.log(panels[0]?.limits.flaggedAbove); // 65534
 * ```
 */
export {
  bitsMask,
  type DescribedMask,
  type DescribedPanelMask,
  gapsMask,
  type MaskDataset,
  type ValueLimits,
} from './described-mask';
export { readExptMask } from './expt-mask';
export { type FlexMask, isPickle, readFlexMasks } from './flex-pickle';
export { readGeomMask } from './geom-mask';
export { type DetectorMask, type PanelMask, type PlacedMask, placedMask, withMask } from './place-mask';
