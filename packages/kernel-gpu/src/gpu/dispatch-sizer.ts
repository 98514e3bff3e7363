/** Intended duration of a dispatch, ms: browsers end devices that are busy for seconds. */
const TARGET_MS = 40;
/** Number of samples of the first dispatch. */
const FIRST_SAMPLES = 2 ** 22;
/** Largest factor between the sizes of consecutive dispatches, which limits the effect of a wrong measurement. */
const MAX_STEP = 4;

/** Chooses the sizes of dispatches from the durations of earlier ones. */
export interface DispatchSizer {
  /** Returns the number of tiles of the next dispatch, at least 1. */
  tiles(samplesPerTile: number): number;
  /** Records the duration of a dispatch. */
  recordDuration(samples: number, ms: number): void;
}

/** Creates the sizer of one kind of dispatches. */
export function dispatchSizer(): DispatchSizer {
  let samples = FIRST_SAMPLES;
  return {
    tiles: (samplesPerTile) => Math.max(1, Math.floor(samples / samplesPerTile)),
    recordDuration: (done, ms) => {
      const fitting = (done * TARGET_MS) / Math.max(ms, 0.1);
      // A short dispatch at the end of an image is no reason for shorter ones.
      if (done < samples / 2 && fitting < samples && ms < TARGET_MS) return;
      samples = Math.min(Math.max(fitting, samples / MAX_STEP), samples * MAX_STEP);
    },
  };
}
