import { isBraggsimError } from '@braggsim/core';
import { codecFor } from '@braggsim/detector-io';
import { openIsolated } from '@braggsim/detector-io/node';
import { joined, mutations, shown } from '@braggsim/testkit';
import { PANELS } from './samples';

/** What a reader may take. */
const LIMITS = { seconds: 10, memoryMiB: 256 };

/** What came of damaged files. */
export interface NexusResult {
  readonly read: number;
  readonly refused: number;
  /** What went wrong, with the file: must be empty. */
  readonly failures: readonly string[];
}

/**
 * Has damaged copies of a NeXus file described and read, each in a thread of its own: the HDF5 library runs in circles over
 * one in some hundreds, which nothing but the end of its thread stops.
 */
export async function fuzzNexus(count: number): Promise<NexusResult> {
  const { encode } = await codecFor('.nxs');
  const sample = joined(encode?.(PANELS, {}) ?? []);
  let [read, refused] = [0, 0];
  const failures: string[] = [];
  for (const file of mutations(sample, count, sample.length)) {
    const { inspect, decode, close } = openIsolated(file.slice(), LIMITS);
    try {
      await inspect({});
      if ((await decode({})).panels.length === 0) failures.push(`no panel: ${shown(file)}`);
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
