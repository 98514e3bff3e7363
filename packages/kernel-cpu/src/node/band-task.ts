import type { BandCounter } from '@braggsim/core/kernel';
import type { ImageWork, PanelWork } from '../cpu/image-bands';
import type { AddonSlot } from './native/slot';

/** A panel for which there may be native code, now or in a while. */
export interface SlottedPanel extends PanelWork {
  readonly slot?: AddonSlot | undefined;
}

/** A worker's share of an image. A worker keeps the tables of the first image with their number. */
export interface BandTask extends ImageWork<SlottedPanel> {
  /** Number of the tables among those of a worker pool. */
  readonly tablesNumber: number;
  readonly counter: BandCounter;
  /** One number: the bands that native code has computed, of all threads. */
  readonly nativeBands: Int32Array;
}
