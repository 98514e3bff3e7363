import type { BandCounter } from '@braggsim/core';
import type { ImageWork } from '../cpu/image-bands';

/** A worker's share of an image. The tables are those of the first image of a worker, since a worker pool serves one plan. */
export interface BandTask extends ImageWork {
  readonly counter: BandCounter;
}
