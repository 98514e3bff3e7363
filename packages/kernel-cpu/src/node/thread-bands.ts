import type { BandRunner } from '../cpu/band-runner';
import { type ImageBands, type ImageWork, imageBands } from '../cpu/image-bands';
import type { BandTask, SlottedPanel } from './band-task';
import { nativeRunners } from './native/runners';

/** Bands of images for one thread, by native code from the moment on at which there is some. */
export function threadBands(): (work: ImageWork<SlottedPanel> & Pick<BandTask, 'nativeBands'>) => ImageBands {
  const runnerOf = nativeRunners();
  let isNative = false;
  const bandsOf = imageBands<SlottedPanel>(({ slot }, structure): BandRunner | undefined => {
    const runner = slot && runnerOf(slot, structure);
    isNative = runner !== undefined;
    return runner;
  });
  return ({ nativeBands, ...work }) => {
    const { count, compute } = bandsOf(work);
    return {
      count,
      compute: (band) => {
        compute(band);
        if (isNative) Atomics.add(nativeBands, 0, 1);
      },
    };
  };
}
