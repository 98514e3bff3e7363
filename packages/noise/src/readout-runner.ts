import { interrupted, type ReadoutContext } from '@braggsim/core';
import type { Pixels } from '@braggsim/core/derived';
import { type RunOptions, yieldToTasks } from '@braggsim/core/kernel';
import { type ChainLink, occurrencesIn } from './chain';

/** Part of the key of random draws that all panels of an image share. */
export type ImageKey = Pick<ReadoutContext, 'seed' | 'image'>;

/** A panel that is to be recorded. */
export interface ReadoutPanel extends Pick<ReadoutContext, 'panel' | 'shape'> {
  /** Expected photons [slow, fast]. Values in shared memory are not copied. */
  readonly photons: Pixels;
  /** Receives the recorded values [slow, fast]; may be the array of the photons. */
  readonly into: Pixels;
  /** Images that stages use, by their position in the chain. They must not change, since threads keep copies. */
  readonly pixels?: readonly (Pixels | undefined)[];
}

/** Applies chains of readout stages. The bytes do not depend on the number of threads. */
export interface ReadoutRunner {
  /**
   * Records the panels of an image: stages compute in float64, and what they leave is stored. After an error the recorded values
   * are undefined.
   *
   * @throws BraggsimError (`interrupted`) when the signal aborts; Error with its cause when a worker fails, once
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

/** Runner that computes on the calling thread and lets other tasks run between the stages of a panel. */
export const serialReadoutRunner: ReadoutRunner = {
  async apply(chain, panels, { seed, image }, { signal, progress } = {}) {
    const occurrences = occurrencesIn(chain);
    let done = 0;
    for (const { panel, shape, photons, into, pixels } of panels) {
      const values = Float64Array.from(photons);
      for (const [i, { stage, params }] of chain.entries()) {
        await yieldToTasks();
        if (signal?.aborted) throw interrupted();
        const own = pixels?.[i];
        const context = { seed, image, panel, shape, occurrence: occurrences[i] as number };
        stage.apply(values, own === undefined ? params : { ...params, pixels: own }, context);
        progress?.(++done / (panels.length * chain.length));
      }
      into.set(values);
    }
  },
  close: async () => undefined,
};
