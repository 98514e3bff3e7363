import { combinedMask, MASK_BITS, type MaskingRules, type PixelMask } from '@braggsim/core/derived';
import type { Dataset, File } from 'h5wasm';
import type { Samples } from '../bytes';
import { checkNumbers } from './checked-read';
import { datasetOf, type NexusPlaces } from './places';

const MASKS = ['pixel_mask', 'detectorSpecific/pixel_mask'];
/** The names of NXdetector for the masks of a detector that has several. */
const NUMBERED = ['pixel_mask_1', 'pixel_mask_2', 'pixel_mask_3', 'pixel_mask_4'];

/** The masks of a file, and warnings about the masks that cannot be used. */
export interface FileMask {
  readonly mask: PixelMask | undefined;
  readonly warnings: readonly string[];
}

type Words = readonly (number | bigint | boolean)[] | ArrayLike<number | bigint>;

const isOfWholeNumbers = (values: Words): values is Samples & ArrayLike<number> =>
  values instanceof Uint32Array ||
  values instanceof Int32Array ||
  values instanceof Uint16Array ||
  values instanceof Int16Array ||
  values instanceof Uint8Array ||
  values instanceof Int8Array;

/** Converts reasons to words of 32 bits from any type; numbers of this size keep their memory. */
const words = (values: Words): PixelMask =>
  // Whole numbers of up to 32 bits, as nearly all files have them, wrap around by themselves.
  values instanceof Int32Array || values instanceof Uint32Array
    ? new Uint32Array(values.buffer as ArrayBuffer, values.byteOffset, values.length)
    : isOfWholeNumbers(values)
      ? new Uint32Array(values)
      : Uint32Array.from(values as ArrayLike<number>, (value) =>
          Number(BigInt.asUintN(32, BigInt(Math.trunc(Number(value))))),
        );

/** Returns how an image finds its part of a mask: the mask of all images, one of several, or that of modules stacked along slow. */
function partOf(dataset: Dataset, shape: readonly number[], image: number): 'all' | 'one' | undefined {
  const pixels = shape.reduce((product, n) => product * n, 1);
  const sizes = dataset.shape ?? [];
  const total = sizes.reduce((product, n) => product * n, 1);
  const own = String(sizes.slice(-2)) === String(shape);
  if (total === pixels && (own || sizes.length > 2)) return 'all';
  return own && sizes.length === 3 && image < (sizes[0] as number) ? 'one' : undefined;
}

/** Finds the datasets of a NeXus file that hold masks of its detector. */
const masksOf = (file: File, { detector }: NexusPlaces): Dataset[] =>
  [datasetOf(file, detector, ...MASKS), ...NUMBERED.map((name) => datasetOf(file, detector, name))].flatMap(
    (dataset) => dataset ?? [],
  );

const misfit = (dataset: Dataset, shape: readonly number[]): string =>
  `its ${dataset.path.split('/').at(-1)} has ${(dataset.shape ?? []).join(' x ')} values and its images ${shape.join(' x ')}: the mask is ignored`;

/**
 * Warns of the pixel masks of a file that do not fit its images, without reading them.
 *
 * @param shape [slow, fast] of its frames
 * @throws BraggsimError (`data`) for a mask that declares an unreasonable size
 */
export const maskWarnings = (file: File, places: NexusPlaces, shape: readonly [number, number]): readonly string[] =>
  masksOf(file, places).flatMap((dataset) => {
    checkNumbers(dataset);
    return partOf(dataset, shape, 0) ? [] : [misfit(dataset, shape)];
  });

/** Tells whether any pixel is masked. Most masks are empty or nearly so, so that four are looked at together. */
export const hasBits = (mask: PixelMask): boolean => {
  const at = (i: number): number => mask[i] as number;
  const even = mask.length - (mask.length % 4);
  for (let i = 0; i < even; i += 4) if ((at(i) | at(i + 1) | at(i + 2) | at(i + 3)) !== 0) return true;
  return mask.subarray(even).some((bits) => bits !== 0);
};

/**
 * Reads the pixel masks of a file, with the bits that NeXus assigns to reasons.
 *
 * @param shape [slow, fast] of its frames
 * @param image index of the image, from 0
 * @throws BraggsimError (`data`) for a mask that declares an unreasonable size
 */
export function fileMask(file: File, places: NexusPlaces, shape: readonly [number, number], image = 0): FileMask {
  const warnings: string[] = [];
  const masks = masksOf(file, places).map((dataset) => {
    checkNumbers(dataset);
    const part = partOf(dataset, shape, image);
    const values = part === 'all' ? dataset.value : part && dataset.slice([[image, image + 1], [], []]);
    if (!values || (values as ArrayLike<number>).length !== shape[0] * shape[1]) {
      warnings.push(misfit(dataset, shape));
      return undefined;
    }
    return words(values as Words);
  });
  const mask = combinedMask(...masks.filter((bits) => bits && hasBits(bits)));
  return { mask, warnings };
}

/** Values that mark masked pixels: those of gaps and of other reasons, and the least valid value. */
interface Marks {
  readonly gap: ReadonlySet<number | bigint>;
  readonly bad: ReadonlySet<number | bigint>;
  readonly least: number;
}

const isSigned = (samples: Samples): boolean =>
  samples instanceof Int8Array ||
  samples instanceof Int16Array ||
  samples instanceof Int32Array ||
  samples instanceof BigInt64Array;

/** Tells whether the negative values of a file that gives no least valid value are marks: only -1 and -2 occur. */
function onlyMarks(samples: Samples): boolean {
  for (let i = 0; i < samples.length; i++) if ((samples[i] as number) < -2) return false;
  return true;
}

function marksOf(samples: Samples, { bits: depth, saturation, underload }: MaskingRules): Marks {
  const bits = 8 * samples.BYTES_PER_ELEMENT;
  const signed = isSigned(samples);
  const big = samples instanceof BigInt64Array || samples instanceof BigUint64Array;
  const value = (n: bigint): number | bigint => (big ? n : Number(n));
  const gap = new Set<number | bigint>();
  const bad = new Set<number | bigint>();
  const top = 2n ** BigInt(signed ? bits - 1 : bits);
  const depths =
    depth !== undefined && Number.isInteger(depth) && depth >= 4 && depth < bits ? [2n ** BigInt(depth)] : [];
  // Values of 8 and 16 bits at full scale are overloads unless the file indicates a detector that marks pixels in
  // this way.
  const marksAtTop = signed ? depth === bits : bits >= 32 || depth !== undefined || saturation !== undefined;
  for (const limit of [...(marksAtTop ? [top] : []), ...depths]) {
    if (saturation !== undefined && saturation >= Number(limit) - 2) continue;
    gap.add(value(limit - 1n));
    bad.add(value(limit - 2n));
  }
  if (!signed) return { gap, bad, least: underload ?? 0 };
  bad.add(value(-top));
  const least = underload ?? (onlyMarks(samples) ? 0 : Number.NEGATIVE_INFINITY);
  if (Number.isInteger(least)) {
    gap.add(value(BigInt(least) - 1n));
    bad.add(value(BigInt(least) - 2n));
  }
  return { gap, bad, least };
}

/** Finds the first value outside of a range, or the number of values: a loop that does nothing else takes half the time. */
function firstOutside(samples: Samples, low: number, high: number): number {
  let i = 0;
  for (; i < samples.length; i++) {
    const value = samples[i] as number;
    if (value < low || value >= high) break;
  }
  return i;
}

/**
 * Returns the mask that the values of a frame imply. Whole numbers: 2^n-1 of an unsigned type or bit depth marks a gap
 * and 2^n-2 any other reason, as Eiger detectors write them, where the largest valid value is below these. One and two
 * below the least valid value mark the same, as -1 and -2 in CBF. The least number of a signed type is bad. Values of
 * floats mark nothing, since NaN needs no mask to be recognized.
 */
export function valueMask(samples: Samples, rules: MaskingRules): PixelMask | undefined {
  if (samples instanceof Float32Array || samples instanceof Float64Array) return undefined;
  const { gap, bad, least } = marksOf(samples, rules);
  // Nearly all values are between the marks and need no lookup.
  const first = [...gap, ...bad].map(Number).filter((mark) => mark >= least);
  // Numbers of 64 bits are compared with the marks exactly, since float64 cannot represent all of them.
  const big = samples instanceof BigInt64Array || samples instanceof BigUint64Array;
  const [low, high] = [least, big ? 2 ** 31 : Math.min(...first, Number.POSITIVE_INFINITY)];
  let mask: PixelMask | undefined;
  for (let i = firstOutside(samples, low, high); i < samples.length; i++) {
    const value = samples[i] as number;
    if (value >= low && value < high) continue;
    const bits = gap.has(value)
      ? MASK_BITS.gap
      : bad.has(value)
        ? MASK_BITS.dead
        : value < least
          ? MASK_BITS.untrusted
          : 0;
    if (bits === 0) continue;
    mask ??= new Uint32Array(samples.length);
    mask[i] = bits;
  }
  return mask;
}
