import type { BandCounter } from '@braggsim/core';
import { BAND_ROWS, type BandRunner, type PanelFixed, type PanelShot } from '../cpu/band-runner';
import type { CompiledNest } from '../cpu/panel';

/** A worker's share of an image. */
export interface BandTask {
  /** Names the panel, so that a worker knows it again. */
  readonly panelKey: number;
  readonly panel: PanelFixed;
  readonly compiled: CompiledNest;
  readonly numbers: PanelShot;
  readonly counter: BandCounter;
  readonly image: Float32Array;
}

/** Computes a band of an image, given its number. */
export const bandsOf =
  (runner: BandRunner, image: Float32Array): ((band: number) => void) =>
  (band) =>
    runner.run(band * BAND_ROWS, image);
