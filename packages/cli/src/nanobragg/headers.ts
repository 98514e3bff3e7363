import type { Warning } from '@braggsim/core';
import { inFile, readInput } from '@braggsim/core/node';
import { type HeaderRole, type IngestedHeader, ingestHeader, mergeHeaders } from '@braggsim/detector-io';
import type { Experiment } from '@braggsim/experiment';
import type { InputFiles } from './invocation';

/** Reads the headers of `-mask` and `-img`. The image takes precedence, whatever their order on the line. */
export function readHeaders({ image, mask }: InputFiles): {
  experiment: Experiment;
  mask?: Uint8Array;
  warnings: readonly Warning[];
} {
  const read = (path: string | undefined, role: HeaderRole): IngestedHeader | undefined =>
    path === undefined ? undefined : inFile(path, () => ingestHeader(readInput(path, `-${role} image`), role));
  const ofMask = read(mask, 'mask');
  const ofImage = read(image, 'img');
  return {
    experiment: mergeHeaders(ofMask?.experiment ?? {}, ofImage?.experiment ?? {}),
    ...(ofMask?.mask && { mask: ofMask.mask }),
    warnings: [ofMask, ofImage].flatMap((part) => part?.warnings ?? []),
  };
}
