import type { PanelFixed, PanelShot } from '../cpu/band-runner';
import { BAND_ROWS, type BandRunner } from '../cpu/band-runner';
import type { CompiledNest } from '../cpu/panel';

/** What the threads of one image share: the next band to take, and whether to stop. */
export interface BandCounter {
  readonly state: Int32Array;
  readonly bands: number;
}

const NEXT = 0;
const STOP = 1;

export const bandCounter = (bands: number): BandCounter => ({
  state: new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT)),
  bands,
});

export const stop = ({ state }: BandCounter): void => void Atomics.store(state, STOP, 1);

/** Finished fraction, give or take the bands in work. */
export const finished = ({ state, bands }: BandCounter): number => Math.min(1, Atomics.load(state, NEXT) / bands);

/** Takes the next band and computes it. @returns false when there is none left, or when it is time to stop */
export function computeNextBand(counter: BandCounter, runner: BandRunner, image: Float32Array): boolean {
  if (Atomics.load(counter.state, STOP) !== 0) return false;
  const band = Atomics.add(counter.state, NEXT, 1);
  if (band >= counter.bands) return false;
  runner.run(band * BAND_ROWS, image);
  return true;
}

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
