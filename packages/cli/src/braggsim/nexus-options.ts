import { type StageValues, usageError } from '@braggsim/core';
import type { Output } from '@braggsim/simulate';
import { loadHdf5Plugins } from '@braggsim/simulate/node';

/** Options for storing NeXus files. */
export const nexusOptions = {
  compression: {
    type: 'enum',
    options: ['gzip', 'bslz4', 'none'],
    flag: '--compression',
    doc: 'compression of NeXus files; bslz4 is bitshuffle with LZ4; gzip by default',
  },
  imagesPerFile: {
    type: 'integer',
    min: 0,
    flag: '--images-per-file',
    doc: 'number of images in each data file of a NeXus master file; 0, the default, stores everything in one file',
  },
} as const;

export interface NexusValues {
  readonly compression?: string | undefined;
  readonly imagesPerFile?: number | undefined;
}

type NexusOutput = Pick<Output, 'codec' | 'together'>;

/**
 * Returns the options as parameters of the codec, with the filters that they need.
 *
 * @throws BraggsimError (`usage`) where the options apply to no output
 */
export async function nexusParameters(
  { compression, imagesPerFile }: NexusValues,
  outputs: readonly NexusOutput[],
): Promise<StageValues> {
  const isNexus = ({ codec }: NexusOutput) => codec.series !== undefined;
  if (compression !== undefined && !outputs.some(isNexus)) {
    throw usageError(
      '--compression applies to NeXus files, and no output is one: name one series.nxs, or leave it out',
    );
  }
  if (imagesPerFile !== undefined && !outputs.some(({ together }) => together)) {
    throw usageError(
      '--images-per-file applies to a NeXus file that holds the series: name one series.nxs, without #, or leave it out',
    );
  }
  if (outputs.some(isNexus)) await loadHdf5Plugins();
  return { ...(compression !== undefined && { compression }), ...(imagesPerFile !== undefined && { imagesPerFile }) };
}
