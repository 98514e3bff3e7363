import { combinedMask, type Pixels } from '@braggsim/core/derived';
import ndarray from 'ndarray';
import type { Stack } from '../state/settings';
import type { ImageSeries, SeriesImage } from './series';

/** Adds an image to what was made of those before it. */
function accumulate(into: Float64Array, pixels: Pixels, isMaximum: boolean): void {
  for (let i = 0; i < into.length; i++) {
    const value = pixels[i] as number;
    into[i] = isMaximum ? Math.max(into[i] as number, value) : (into[i] as number) + value;
  }
}

const NAMES = { sum: 'sum', average: 'average', maximum: 'maximum' } as const;

/**
 * Makes one image of several of a series: their sum, average or largest values. A pixel that is masked in any of them is masked; the range of
 * spindle angles is that of all, and so is the largest trusted value of a sum.
 *
 * @param count number of images from `first` on
 * @throws Error when the images have different panels
 */
export async function stackedImage(
  series: Pick<ImageSeries, 'load'>,
  first: number,
  count: number,
  how: Stack['how'],
): Promise<SeriesImage> {
  const start = await series.load(first);
  if (how === 'one image' || count < 2) return start;
  const values = start.image.panels.map(({ data }) => Float64Array.from(data as Pixels));
  let masks = start.image.panels.map((_, p) => start.image.masks?.[p]);
  for (let i = 1; i < count; i++) {
    const { name, image } = await series.load(first + i);
    const isAlike =
      image.panels.length === values.length &&
      image.panels.every(({ shape }, p) => shape.join() === start.image.panels[p]?.shape.join());
    if (!isAlike) throw new Error(`${name} has other panels than ${start.name}: they cannot be shown as one image`);
    for (const [p, into] of values.entries()) accumulate(into, image.panels[p]?.data as Pixels, how === 'maximum');
    masks = masks.map((mask, p) => combinedMask(mask, image.masks?.[p]));
  }
  if (how === 'average')
    for (const panel of values) for (let i = 0; i < panel.length; i++) panel[i] = (panel[i] as number) / count;
  const panels = values.map((data, p) => ndarray(data, start.image.panels[p]?.shape as number[]));
  return {
    ...start,
    image: { ...start.image, panels, masks },
    stack: { what: `${NAMES[how]} of ${count} images`, count, isSum: how === 'sum' },
  };
}
