import { type StageRequest, units } from '@braggsim/core';
import type { ImageMetadata, PixelMask } from '@braggsim/core/derived';
import type { FileMetadata } from '@braggsim/detector-io';
import { HELD_THINGS, type HeldThing, lostThings } from '@braggsim/detector-io/conversions';
import type { Output } from './outputs';
import { recordedMetadata } from './recorder';

/** What an output does not keep of its images. */
export interface OutputLoss {
  /** The name of the output. */
  readonly output: string;
  readonly things: readonly HeldThing[];
  /** What is lost, in the words of the documentation. */
  readonly words: string;
}

/** What is known of the images besides their metadata. */
export interface LossOptions {
  readonly masks?: readonly (PixelMask | undefined)[] | undefined;
  /** Stages that are yet to record the images; none when absent. */
  readonly readout?: readonly StageRequest[] | undefined;
  /** What the file says that the images are from; everything is known of simulated ones when absent. */
  readonly experiment?: FileMetadata['experiment'] | undefined;
}

/** Returns what is known of images that were simulated: everything that image files can say. */
const simulated = ({ detector, beam }: ImageMetadata): FileMetadata['experiment'] => ({
  detector: { distanceMm: units.toMm(detector.distance), pixelMm: units.toMm(detector.pixelSize) },
  beam: {
    wavelengthA: units.toAngstrom(beam.wavelength),
    ...(beam.polarizationFraction !== null && { polarization: beam.polarizationFraction }),
  },
});

/**
 * Returns what the outputs of a run do not keep of their images, by the table of what each format holds. Outputs in formats of plug-ins, of which the
 * table says nothing, and those that keep everything are left out.
 */
export function lossesOf(
  outputs: readonly Output[],
  described: ImageMetadata,
  { masks, readout = [], experiment = simulated(described) }: LossOptions,
): OutputLoss[] {
  const metadata = recordedMetadata(described, readout);
  return outputs.flatMap(({ pattern, codec }) => {
    const things = lostThings({ panels: [], metadata, ...(masks && { masks }) }, experiment, codec.id);
    if (things.length === 0) return [];
    return [{ output: pattern, things, words: things.map((thing) => HELD_THINGS[thing]).join(', ') }];
  });
}
