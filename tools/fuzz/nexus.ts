import { isBraggsimError } from '@braggsim/core';
import { codecFor } from '@braggsim/detector-io';
import { openIsolated } from '@braggsim/detector-io/node';
import { joined, mutations, shown } from '@braggsim/testkit';
import { PANELS } from './samples';

/** Limits of a reader. */
const LIMITS = { seconds: 10, memoryMiB: 256 };

/** The images as a mask of a `.geom` file names them: an array and the index of its first dimension. */
const ARRAY = { array: '/entry/data/data', leading: [0] };

/** The results for damaged files. */
export interface NexusResult {
  readonly read: number;
  readonly refused: number;
  /** Descriptions of failures with their files; must be empty. */
  readonly failures: readonly string[];
}

/**
 * Reads damaged copies of a NeXus file, each in a thread of its own: their metadata and images, or one array as masks are read. On one
 * of some hundreds the HDF5 library loops forever, which can only be stopped by ending its thread.
 *
 * @param what whether images with their metadata are read, or an array
 */
export async function fuzzNexus(count: number, what: 'images' | 'array' = 'images'): Promise<NexusResult> {
  const { encode } = await codecFor('.nxs');
  const sample = joined(encode?.(PANELS, {}) ?? []);
  let [read, refused] = [0, 0];
  const failures: string[] = [];
  for (const file of mutations(sample, count, sample.length)) {
    const { inspect, decode, close } = openIsolated(file.slice(), LIMITS);
    try {
      if (what === 'images') await inspect({});
      if ((await decode(what === 'array' ? ARRAY : {})).panels.length === 0) failures.push(`no panel: ${shown(file)}`);
      read++;
    } catch (error) {
      if (!isBraggsimError(error, 'data')) failures.push(`${error}: ${shown(file)}`);
      refused++;
    } finally {
      await close();
    }
  }
  return { read, refused, failures: failures.slice(0, 3) };
}
