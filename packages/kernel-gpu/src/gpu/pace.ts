/** How long a dispatch should take: browsers end devices that are busy for seconds. */
const WANTED_MS = 40;
/** Samples of the first dispatch, before anything is known. */
const FIRST_SAMPLES = 2 ** 22;
/** Largest step between dispatches, so that one odd measurement does little harm. */
const LARGEST_STEP = 4;

/** Sizes of dispatches by what earlier ones took. */
export interface Pace {
  /** Tiles of the next dispatch. */
  tiles(samplesPerTile: number): number;
  /** What a dispatch took. */
  took(samples: number, ms: number): void;
}

export function pace(): Pace {
  let samples = FIRST_SAMPLES;
  return {
    tiles: (samplesPerTile) => Math.max(1, Math.floor(samples / samplesPerTile)),
    took: (done, ms) => {
      const fitting = (done * WANTED_MS) / Math.max(ms, 0.1);
      // A short dispatch at the end of an image says nothing against longer ones.
      if (done < samples / 2 && fitting < samples && ms < WANTED_MS) return;
      samples = Math.min(Math.max(fitting, samples / LARGEST_STEP), samples * LARGEST_STEP);
    },
  };
}
