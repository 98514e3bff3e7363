import { type Codec, type StageRequest, usageError } from '@braggsim/core';
import { codecFor } from '@braggsim/detector-io';
import { FULL_SCALE } from '@braggsim/noise';
import { digitizing } from './recording';

const PREVIEW = 'braggsim.png';
const PREVIEW_SERIES = 'braggsim_####.png';

/** A file that a run writes for every image. */
export interface Output {
  /** With `#` where the number of the image goes. */
  readonly pattern: string;
  readonly codec: Codec;
}

/** The name of an image's file: runs of `#` become its number, counted from 1, with at least as many digits. */
export const nameOf = ({ pattern }: Output, index: number): string =>
  pattern.replace(/#+/g, (run) => String(index + 1).padStart(run.length, '0'));

/** Formats of 16-bit numbers hold no larger ones. */
function checkRange({ pattern, codec }: Output, readout: readonly StageRequest[]): void {
  const { maximum = 0 } = digitizing(readout) ?? {};
  if (codec.id !== 'smv' || maximum <= FULL_SCALE) return;
  throw usageError(
    `'${pattern}' holds numbers up to ${FULL_SCALE}, and the readout records up to ${maximum}; give digitize at most 16 bits or choose another format`,
  );
}

/**
 * The files that a run writes: those that were asked for, or one picture.
 *
 * @throws BraggsimError (`usage`) for a name without a known extension, one name for several files, or numbers that do
 * not fit the format
 */
export async function outputsOf(
  names: readonly string[] | undefined,
  images: number,
  readout: readonly StageRequest[] = [],
): Promise<Output[]> {
  const patterns = names?.length ? names : [images > 1 ? PREVIEW_SERIES : PREVIEW];
  const outputs: Output[] = [];
  for (const pattern of patterns) {
    if (images > 1 && !pattern.includes('#')) {
      const example = pattern.replace(/(\.[^./\\]*)?$/, '_####$1');
      throw usageError(`${images} images need # for their number in the name '${pattern}', such as '${example}'`);
    }
    if (outputs.some((other) => other.pattern === pattern)) throw usageError(`the output '${pattern}' is named twice`);
    const output = { pattern, codec: await codecFor(pattern) };
    checkRange(output, readout);
    outputs.push(output);
  }
  return outputs;
}
