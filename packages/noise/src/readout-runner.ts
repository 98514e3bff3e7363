import { interrupted, type Pixels, type ReadoutContext, type RunOptions, yieldToTasks } from '@braggsim/core';
import { type ChainLink, occurrencesIn } from './chain';

/** What random draws of an image are keyed by besides its panel. */
export type ImageKey = Pick<ReadoutContext, 'seed' | 'image'>;

/** A panel that is to be recorded. */
export interface ReadoutPanel extends Pick<ReadoutContext, 'panel' | 'shape'> {
  /** Expected photons [slow, fast]; what is recorded takes their place. In shared memory, nothing is copied. */
  readonly values: Float32Array | Float64Array;
  /** What stages with an image of their own work with, by their places in the chain. Must not change: threads keep copies. */
  readonly pixels?: readonly (Pixels | undefined)[];
}

/** Applies chains of readout stages. The bytes are the same on one thread and on any number of them. */
export interface ReadoutRunner {
  /**
   * Records the panels of an image, in place. After a failure their values are of no use.
   *
   * @throws BraggsimError (`interrupted`) when the signal aborts; Error with its cause when a worker dies, once
   */
  apply(
    chain: readonly ChainLink[],
    panels: readonly ReadoutPanel[],
    key: ImageKey,
    supervision?: Pick<RunOptions, 'signal' | 'progress'>,
  ): Promise<void>;
  /** Ends worker threads, where there are any. */
  close(): Promise<void>;
}

/** A runner that computes on the calling thread, and lets other tasks run between the stages of a panel. */
export const serialReadoutRunner: ReadoutRunner = {
  async apply(chain, panels, { seed, image }, { signal, progress } = {}) {
    const occurrences = occurrencesIn(chain);
    let done = 0;
    for (const { panel, shape, values, pixels } of panels) {
      for (const [i, { stage, params }] of chain.entries()) {
        await yieldToTasks();
        if (signal?.aborted) throw interrupted();
        const own = pixels?.[i];
        const context = { seed, image, panel, shape, occurrence: occurrences[i] as number };
        stage.apply(values, own === undefined ? params : { ...params, pixels: own }, context);
        progress?.(++done / (panels.length * chain.length));
      }
    }
  },
  close: async () => undefined,
};
