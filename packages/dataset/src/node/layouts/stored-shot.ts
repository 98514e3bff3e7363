import type { ImagePlan } from '../../plan/plan';
import { type Shot, sumOf } from '../../shot/make-shot';
import { peakMask } from '../../shot/spots';
import { type StoredFrame, storedFrame, storedImage, storedMask, storedPhotons } from '../../shot/transform';

/** The arrays of a shot as the layouts store them. */
export interface StoredShot {
  readonly frame: StoredFrame;
  /** [slow, fast] */
  readonly image: Uint16Array;
  /** Expected photons, and the peak mask, where the plan asks for them. */
  readonly expected?: Float32Array;
  readonly peaks?: Uint8Array;
}

/** Cuts, pools and turns the images of a shot as a plan asks. */
export function storedShot(images: ImagePlan, shot: Shot): StoredShot {
  const { derived, noiseFree, recorded, drawn, spots } = shot;
  const { pixelsFast, pixelsSlow } = derived.detector;
  const frame = storedFrame(images.transform, [pixelsSlow, pixelsFast], drawn.quadrant);
  const { bragg, background, measured, region } = noiseFree;
  return {
    frame,
    image: storedImage(recorded, measured, pixelsFast, frame),
    ...(images.also.includes('expected') && {
      expected: storedPhotons(sumOf(bragg, background, region, pixelsFast), pixelsFast, frame),
    }),
    ...((images.also.includes('peakMask') || images.layouts.includes('zarr')) && {
      peaks: storedMask(peakMask(spots, measured), pixelsFast, frame),
    }),
  };
}
