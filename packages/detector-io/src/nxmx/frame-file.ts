import type { ImageMetadata } from '@braggsim/core/derived';
import { recordingPanels } from '@braggsim/geometry';
import { frameLayout } from '../frame';

/** A file whose images the caller stores. */
export interface FrameFile {
  readonly name: string;
  /** Bytes that everything else in the file takes, about: a multiple of 8. */
  readonly otherBytes: number;
}

/** Bytes of the mask for each pixel, and, where it is packed, of one with few borders. */
const [MASK_BYTES, PACKED_BYTES] = [4, 1 / 32];
/** Further bytes of an NXmx file besides its images: the description of a panel, and the rest, for thousands of images. */
const [PANEL_BYTES, REST_BYTES] = [2 ** 13, 2 ** 17];
/** Bytes of a data file besides its images. */
const DATA_FILE_BYTES = 2 ** 14;

/** What stands in a file besides its images. */
interface Beside {
  /** Whether a master file describes the detector. */
  readonly hasMaster: boolean;
  /** Whether the mask is packed. */
  readonly isPacked: boolean;
}

/** Describes the file of an image. */
export function frameFile(name: string, { detector }: ImageMetadata, { hasMaster, isPacked }: Beside): FrameFile {
  if (hasMaster) return { name, otherBytes: DATA_FILE_BYTES };
  const panels = recordingPanels(detector);
  const [slow, fast] = frameLayout(panels).shape;
  const mask = Math.ceil(((isPacked ? PACKED_BYTES : MASK_BYTES) * slow * fast) / 8) * 8;
  return { name, otherBytes: mask + PANEL_BYTES * panels.length + REST_BYTES };
}
