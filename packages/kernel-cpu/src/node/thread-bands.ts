import type { BandRunner } from '../cpu/band-runner';
import { type ImageBands, type ImageWork, imageBands } from '../cpu/image-bands';
import type { StructureTables } from '../table-values';
import type { BandTask, SlottedPanel } from './band-task';
import type { AddonSlot } from './native/slot';

/**
 * Makes bands of images for one thread, by native code as soon as there is some.
 *
 * @param runnerOf runners of native code, see `nativeRunners`
 */
export function threadBands(
  runnerOf: (slot: AddonSlot, structure: StructureTables) => BandRunner | undefined,
): (work: ImageWork<SlottedPanel> & Pick<BandTask, 'nativeBands'>) => ImageBands {
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
