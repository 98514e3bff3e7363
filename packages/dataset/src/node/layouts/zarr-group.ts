import { join } from 'node:path';
import type { ImagePlan, Plan } from '../../plan/plan';
import type { LayoutWriter } from './layout-writer';
import { truthColumns } from './shot-arrays';
import { type GrowingZarr, writeZarrGroup, zarrArray } from './zarr-array';

const IMAGE = ['shot', 'slow', 'fast'] as const;

/**
 * Begins a Zarr group: `images` as they are stored, `labels`, the peak mask of each, `truth`, every label that is a number, and the
 * expected photons `images_mean` where the plan asks for them. Each array is one object with one chunk a shot.
 */
export function zarrGroup(path: string, plan: Plan, images: ImagePlan): LayoutWriter {
  const gzip = images.compression === 'gzip' ? images.level : undefined;
  const truth = truthColumns(plan);
  const arrays = new Map<string, GrowingZarr>();
  const arrayOf = (name: string, make: () => GrowingZarr): GrowingZarr => {
    const known = arrays.get(name) ?? make();
    arrays.set(name, known);
    return known;
  };
  const put = (name: string, type: 'uint8' | 'uint16' | 'float32', values: ArrayBufferView, shape: readonly number[]) =>
    arrayOf(name, () => zarrArray(join(path, name), type, shape, IMAGE, gzip)).append(values);
  return {
    add(shot, { image, frame, expected, peaks, pixelLabels }) {
      put('images', 'uint16', image, frame.shape);
      if (peaks) put('labels', 'uint8', peaks, frame.shape);
      if (expected && images.also.includes('expected')) put('images_mean', 'float32', expected, frame.shape);
      for (const { name, shape, values } of pixelLabels) {
        const axes = shape.length > IMAGE.length - 1 ? (['shot', 'index', 'slow', 'fast'] as const) : IMAGE;
        arrayOf(name, () => zarrArray(join(path, name), 'float32', shape, axes, gzip)).append(values);
      }
      arrayOf('truth', () => zarrArray(join(path, 'truth'), 'float64', [truth.length], ['shot', 'label'], gzip)).append(
        Float64Array.from(truth, (name) => Number(shot.labels[name])),
      );
    },
    end() {
      for (const [name, array] of arrays) array.end(name === 'truth' ? { names: truth } : {});
      writeZarrGroup(path, { creator: 'braggsim' });
    },
    discard() {
      for (const array of arrays.values()) array.discard();
    },
  };
}
