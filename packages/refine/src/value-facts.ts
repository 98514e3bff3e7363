import type { FileMetadata } from '@braggsim/detector-io';
import type { Experiment } from '@braggsim/experiment';
import { calibrationOf } from './choices';
import type { ListFacts } from './experiment-list';
import type { Measurement } from './select-pixels';

/** What files say of the values of an image. */
export interface ValueFacts {
  /** Facts in the image file itself. */
  readonly image?: Pick<FileMetadata, 'saturation' | 'offset' | 'instrument'> | undefined;
  /** Facts in an experiment list. */
  readonly list?: Partial<ListFacts>;
  /** Facts in mask files, which hold for any image. */
  readonly masks?: Pick<FileMetadata, 'saturation' | 'underload' | 'offset' | 'instrument'> | undefined;
  /** Whether values have 16 bits without a sign, whose largest is an overload. */
  readonly isSixteenBits: boolean;
}

/** Largest value of 16 bits, which overloads have. */
const OVERLOAD_16_BITS = 0xffff;

/**
 * Returns how the values of an image are read. Gain and offset are those of the experiment, or else of an experiment list, of the
 * image file, or of mask files; the trusted range is that of the experiment, or else that of the list or the image file within
 * the limits of mask files.
 */
export function valueFacts(
  experiment: Experiment,
  { image, list = {}, masks, isSixteenBits }: ValueFacts,
): Pick<Measurement, 'calibration' | 'trusted'> {
  const gain = list.gain ?? image?.instrument?.gain ?? masks?.instrument?.gain;
  const pedestal = list.pedestal ?? image?.offset ?? masks?.offset;
  const calibration = calibrationOf(experiment, {
    ...(gain !== undefined && { gain }),
    ...(pedestal !== undefined && { pedestal }),
  });
  const given = experiment.refine?.trusted as readonly [number, number] | undefined;
  if (given) return { calibration, trusted: given };
  const saturation = Math.min(
    image?.saturation ?? Number.POSITIVE_INFINITY,
    isSixteenBits ? OVERLOAD_16_BITS - 1 : Number.POSITIVE_INFINITY,
  );
  const [least, largest] = list.trusted ?? [Number.NEGATIVE_INFINITY, saturation];
  const { underload = Number.NEGATIVE_INFINITY, saturation: limit = Number.POSITIVE_INFINITY } = masks ?? {};
  return { calibration, trusted: [Math.max(least, underload), Math.min(largest, limit)] };
}
