import { type Codec, type StageRequest, usageError } from '@braggsim/core';
import type { Registry } from '@braggsim/core/kernel';
import { extensionOf, numbered } from '@braggsim/core/text';
import { codecFor, codecs, type ImageCodec } from '@braggsim/detector-io';
import { labelOutput } from '@braggsim/experiment';
import { labelFiles } from './labels';
import { digitizing } from './readout';

const PREVIEW = 'braggsim.png';
const PREVIEW_SERIES = 'braggsim_####.png';

/** Extensions of files about images: input of XDS, notes for an import, geometry for DIALS and for CrystFEL. */
export type SidecarExtension = '.inp' | '.txt' | '.expt' | '.geom';
const SIDECARS: readonly string[] = ['.inp', '.txt', '.expt', '.geom'] satisfies SidecarExtension[];

/** Tells whether an output is a file about images rather than an image. */
export const isSidecar = (path: string): boolean => !labelOutput(path) && SIDECARS.includes(extensionOf(path));

/** An output of a run: one file for every image, or one for all. */
export interface Output {
  /** Path with `#` in place of the number of the image. */
  readonly pattern: string;
  readonly codec: Codec;
  /** Whether one file holds the whole series. */
  readonly together: boolean;
  /**
   * How the image is digitized for this file where the readout does not; undefined where the format holds any numbers.
   */
  readonly implied?: StageRequest;
}

/** Readouts of formats of whole numbers, by codec, for images that no readout digitizes. */
const IMPLIED: Readonly<Record<string, StageRequest>> = {
  smv: { kind: 'digitize', rounding: 'nearest' },
  cbf: { kind: 'digitize', type: 'i32', offset: 0, rounding: 'nearest' },
};

/** Makes the name of an image's file: runs of `#` become its number, counted from 1, with at least as many digits. */
export const nameOf = ({ pattern }: Pick<Output, 'pattern'>, index: number): string => numbered(pattern, index + 1);

/** Lists the names of the files of a series, as far as they are known before it is written. */
export const namesOf = (output: Output, images: number): string[] =>
  output.together ? [output.pattern] : Array.from({ length: images }, (_, index) => nameOf(output, index));

function checkNumber(pattern: string, images: number, together: boolean): void {
  if (together || images === 1 || pattern.includes('#')) return;
  const example = pattern.replace(/(\.[^./\\]*)?$/, '_####$1');
  throw usageError(`${images} images need # for their number in the name '${pattern}', such as '${example}'`);
}

/** Checks that a readout yields the 16-bit numbers that SMV holds. */
function checkSamples(pattern: string, { id }: Codec, readout: readonly StageRequest[]): void {
  const { type } = digitizing(readout) ?? {};
  if (id !== 'smv' || type === undefined || type === 'u16') return;
  throw usageError(
    `'${pattern}' holds whole numbers of 16 bits, and the readout records ${type}; choose another format`,
  );
}

/**
 * Resolves the outputs of a run: the requested images, or one picture.
 *
 * Files of labels are checked, and are not among them.
 *
 * @throws BraggsimError (`usage`) for a name without a known extension, one name for several files, or numbers that do
 * not fit the format
 */
export async function outputsOf(
  names: readonly string[] | undefined,
  images: number,
  readout: readonly StageRequest[] = [],
  formats: Registry<ImageCodec> = codecs,
): Promise<Output[]> {
  const patterns = names?.length
    ? names.filter((name) => !isSidecar(name) && !labelOutput(name))
    : [images > 1 ? PREVIEW_SERIES : PREVIEW];
  labelFiles(names, images);
  const outputs: Output[] = [];
  for (const pattern of patterns) {
    const codec = await codecFor(pattern, formats);
    const together = codec.series !== undefined && !pattern.includes('#');
    checkNumber(pattern, images, together);
    checkSamples(pattern, codec, readout);
    if (outputs.some((other) => other.pattern === pattern)) throw usageError(`the output '${pattern}' is named twice`);
    const implied = digitizing(readout) ? undefined : IMPLIED[codec.id];
    outputs.push({ pattern, codec, together, ...(implied && { implied }) });
  }
  return outputs;
}

/** Formats that programs for data reduction read. */
const READ_FORMATS: readonly string[] = ['smv', 'cbf', 'nxmx'];

/** Returns the first of the outputs that other programs read: the one that files about the images describe. */
export const mainOutput = <O extends { readonly codec: { readonly id: string } }>(
  outputs: readonly O[],
): O | undefined => outputs.find(({ codec }) => READ_FORMATS.includes(codec.id));
