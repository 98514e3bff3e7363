import { LABELS, type Label } from '@braggsim/experiment';
import type { ImagePlan } from '../../plan/plan';
import { widthOf } from '../../shot/held-pixels';
import { type Shot, sumOf } from '../../shot/make-shot';
import { peakMask } from '../../shot/spots';
import {
  frameWithin,
  type StoredFrame,
  storedFrame,
  storedImage,
  storedLabel,
  storedMask,
  storedPhotons,
} from '../../shot/transform';

/** The arrays of a shot as the layouts store them. */
export interface StoredShot {
  readonly frame: StoredFrame;
  /** Recorded values, [slow, fast]. */
  readonly image: Uint16Array;
  /** Expected photons, and the peak mask, where the plan asks for them. */
  readonly expected?: Float32Array;
  readonly peaks?: Uint8Array;
  /** Labels of pixels that the plan asks for; those of a miss are 0 everywhere. */
  readonly pixelLabels: readonly StoredPixelLabel[];
}

/** A label of the pixels of a stored image. */
export interface StoredPixelLabel {
  readonly name: Label;
  /** [slow, fast] of the energy, [3, slow, fast] of indices. */
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Lists the labels of pixels that a plan stores, with their shapes. */
export const pixelLabelsOf = (
  { also }: Pick<ImagePlan, 'also'>,
  frame: Pick<StoredFrame, 'shape'>,
): Omit<StoredPixelLabel, 'values'>[] =>
  LABELS.filter((name) => also.includes(name)).map((name) => ({
    name,
    shape: name === 'hkl' ? [3, ...frame.shape] : frame.shape,
  }));

/** Cuts, pools and turns the images of a shot as a plan asks. */
export function storedShot(images: ImagePlan, shot: Shot): StoredShot {
  const { derived, noiseFree, recorded, drawn, spots, labels } = shot;
  const { pixelsFast, pixelsSlow } = derived.detector;
  const frame = storedFrame(images.transform, [pixelsSlow, pixelsFast], drawn.quadrant);
  const { bragg, background, measured, held } = noiseFree;
  const within = frameWithin(frame, held);
  const width = widthOf(held);
  return {
    frame,
    image: storedImage(recorded, measured, width, within),
    pixelLabels: pixelLabelsOf(images, frame).map((label) => {
      const planes = shot.pixelLabels[label.name];
      const values = planes && storedLabel(planes, bragg, width, within);
      return { ...label, values: values ?? new Float32Array(label.shape.reduce((size, edge) => size * edge, 1)) };
    }),
    ...(images.also.includes('expected') && {
      expected: storedPhotons(sumOf(bragg, background), width, within),
    }),
    ...((images.also.includes('peakMask') || images.layouts.includes('zarr')) && {
      peaks: storedMask(peakMask(spots, noiseFree, Number(labels.spotRadiusPx)), width, within),
    }),
  };
}
