import { interrupted, type ReadoutContext } from '@braggsim/core';
import type { Pixels } from '@braggsim/core/derived';
import { boundsWithin, type PixelBounds, type RunOptions, yieldToTasks } from '@braggsim/core/kernel';
import { type ChainLink, isPixelwise, occurrencesIn } from './chain';

/** Part of the key of random draws that all panels of an image share. */
export type ImageKey = Pick<ReadoutContext, 'seed' | 'image'>;

/** A panel that is to be recorded. */
export interface ReadoutPanel extends Pick<ReadoutContext, 'panel' | 'shape'> {
  /** Expected photons [slow, fast]. Values in shared memory are not copied. */
  readonly photons: Pixels;
  /** Receives the recorded values [slow, fast]; may be the array of the photons. */
  readonly into: Pixels;
  /** Pixels that are needed, where stages may leave the others as they are in `into`; all when absent. */
  readonly region?: PixelBounds;
  /** Whether `photons` and `into` hold the pixels of the region alone, row by row, which pixelwise chains allow. */
  readonly isCropped?: boolean;
  /** Images that stages use, by their position in the chain. They must not change, since threads keep copies. */
  readonly pixels?: readonly (Pixels | undefined)[];
}

/** Applies chains of readout stages. The bytes do not depend on the number of threads. */
export interface ReadoutRunner {
  /**
   * Records the panels of an image: stages compute in float64, and what they leave is stored. After an error the recorded values
   * are undefined.
   *
   * @throws BraggsimError (`interrupted`) when the signal aborts; Error with its cause when a worker fails, once, and for panels that are
   * cropped where a stage needs neighbours
   */
  apply(
    chain: readonly ChainLink[],
    panels: readonly ReadoutPanel[],
    key: ImageKey,
    supervision?: Pick<RunOptions, 'signal' | 'progress'>,
  ): Promise<void>;
  /** Ends the worker threads, if there are any. */
  close(): Promise<void>;
}

/** Consecutive pixels of a panel, half-open. */
type Part = readonly [from: number, to: number];

/** Number of pixels to which all stages are applied before the next ones are begun: their values fit into the cache. */
const PART_PIXELS = 2 ** 15;

/** Divides the needed pixels of a panel into parts: whole rows together, or the pieces of rows that lie in a region. */
function partsOf({ shape: [rows, columns], region }: Pick<ReadoutPanel, 'shape' | 'region'>): readonly Part[] {
  const { fast, slow } = boundsWithin(region, { pixelsFast: columns, pixelsSlow: rows });
  const [first, end] = [slow[0] * columns, slow[1] * columns];
  if (fast[1] - fast[0] < columns) {
    return Array.from({ length: Math.max(0, slow[1] - slow[0]) }, (_, row): Part => {
      const start = first + row * columns;
      return [start + fast[0], start + fast[1]];
    });
  }
  return Array.from({ length: Math.ceil((end - first) / PART_PIXELS) }, (_, i): Part => {
    const start = first + i * PART_PIXELS;
    return [start, Math.min(start + PART_PIXELS, end)];
  });
}

/** Runner that computes on the calling thread and lets other tasks run now and then. */
export const serialReadoutRunner: ReadoutRunner = {
  async apply(chain, panels, { seed, image }, { signal, progress } = {}) {
    const occurrences = occurrencesIn(chain);
    const inParts = isPixelwise(chain);
    for (const [p, one] of panels.entries()) {
      const { panel, shape, photons, into, pixels, isCropped = false } = one;
      if (isCropped && !inParts) throw new Error('a readout stage needs the pixels around the region');
      const parts = inParts ? partsOf(one) : [[0, photons.length] as const];
      const room = new Float64Array(parts.reduce((most, [from, to]) => Math.max(most, to - from), 0));
      let waiting = PART_PIXELS;
      let done = 0;
      for (const [n, [from, to]] of parts.entries()) {
        const values = room.subarray(0, to - from);
        const at = isCropped ? done : from;
        values.set(photons.subarray(at, at + values.length));
        done += values.length;
        waiting += values.length;
        for (const [i, { stage, params }] of chain.entries()) {
          if (waiting >= PART_PIXELS) {
            await yieldToTasks();
            if (signal?.aborted) throw interrupted();
            waiting = inParts ? 0 : PART_PIXELS;
          }
          const own = pixels?.[i];
          const context = { seed, image, panel, shape, occurrence: occurrences[i] as number, firstPixel: from };
          stage.apply(values, own === undefined ? params : { ...params, pixels: own }, context);
          progress?.((p + (n + (i + 1) / chain.length) / parts.length) / panels.length);
        }
        into.set(values, at);
      }
    }
  },
  close: async () => undefined,
};
