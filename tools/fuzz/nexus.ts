import { isBraggsimError } from '@braggsim/core';
import { codecFor } from '@braggsim/detector-io';
import { openIsolated } from '@braggsim/detector-io/node';
import { joined, mutations, shown } from '@braggsim/testkit';
import { PANELS } from './samples';

/** Limits of a reader. */
const LIMITS = { seconds: 10, memoryMiB: 256 };

/** The results for damaged files. */
export interface NexusResult {
  readonly read: number;
  readonly refused: number;
  /** Descriptions of failures with their files; must be empty. */
  readonly failures: readonly string[];
}

/**
 * Reads damaged copies of a NeXus file and their metadata, each in a thread of its own. On one of some hundreds the
 * HDF5 library loops forever, which can only be stopped by ending its thread.
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
