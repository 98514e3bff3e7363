import { combinedMask, MASK_BITS, type MaskingRules, type PixelMask } from '@braggsim/core/derived';
import type { Dataset, File } from 'h5wasm';
import type { Samples } from '../bytes';
import { checkNumbers } from './checked-read';
import { datasetOf, type NexusPlaces } from './places';

const MASKS = ['pixel_mask', 'detectorSpecific/pixel_mask'];
/** NXdetector numbers the masks of a detector that has several. */
const NUMBERED = ['pixel_mask_1', 'pixel_mask_2', 'pixel_mask_3', 'pixel_mask_4'];

/** What a file says of masked pixels, and what of it cannot be kept. */
export interface FileMask {
  readonly mask: PixelMask | undefined;
  readonly warnings: readonly string[];
}

type Words = readonly (number | bigint | boolean)[] | ArrayLike<number | bigint>;

/** Reasons as words of 32 bits, whatever type the file has them in. */
const words = (values: Words): PixelMask =>
  Uint32Array.from(values as ArrayLike<number>, (value) =>
    Number(BigInt.asUintN(32, BigInt(Math.trunc(Number(value))))),
  );

/** The part of a mask that is of one image: the mask of all, that of one of several, or of modules one below the other. */
function partOf(dataset: Dataset, pixels: number, shape: readonly number[], image: number): unknown {
  const sizes = dataset.shape ?? [];
  const total = sizes.reduce((product, n) => product * n, 1);
  const own = String(sizes.slice(-2)) === String(shape);
  if (total === pixels && (own || sizes.length > 2)) return dataset.value;
  if (own && sizes.length === 3 && image < (sizes[0] as number)) return dataset.slice([[image, image + 1], [], []]);
  return undefined;
}

/**
 * The pixel masks of a file, with the bits that NeXus gives the reasons.
 *
 * @param shape [slow, fast] of its frames
 * @param image index of the image, from 0
 * @throws BraggsimError (`data`) for a mask that claims more than any has
 */
export function fileMask(file: File, { detector }: NexusPlaces, shape: readonly [number, number], image = 0): FileMask {
  const pixels = shape[0] * shape[1];
  const found = [datasetOf(file, detector, ...MASKS), ...NUMBERED.map((name) => datasetOf(file, detector, name))];
  const warnings: string[] = [];
  const masks = found.map((dataset) => {
    if (!dataset) return undefined;
    checkNumbers(dataset);
    const values = partOf(dataset, pixels, shape, image);
    if (values === undefined || (values as ArrayLike<number>).length !== pixels) {
      warnings.push(
        `its ${dataset.path.split('/').at(-1)} has ${(dataset.shape ?? []).join(' x ')} values and its images ${shape.join(' x ')}: it is left out`,
      );
      return undefined;
    }
    return words(values as Words);
  });
  const mask = combinedMask(...masks);
  return { mask: mask?.some((bits) => bits !== 0) ? mask : undefined, warnings };
}

/** Values that mark masked pixels: those of gaps, of other reasons, and the least one that can be trusted. */
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

/** Whether negative values of a file that names no least one are marks: there are none but -1 and -2. */
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
  // Values of 8 and 16 bits are full scale, an overload, where nothing speaks for a detector that marks pixels so.
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

/**
 * The mask that the values of a frame tell. Whole numbers: 2^n-1 of an unsigned type or bit depth marks a gap and 2^n-2 any
 * other reason, as Eiger detectors have it, where the largest value to be trusted is below these; one and two below the least
 * value to be trusted do the same, as -1 and -2 in CBF; the least number of a signed type is bad. Floats mark nothing by their
 * values: NaN says by itself that it is no number.
 */
export function valueMask(samples: Samples, rules: MaskingRules): PixelMask | undefined {
  if (samples instanceof Float32Array || samples instanceof Float64Array) return undefined;
  const { gap, bad, least } = marksOf(samples, rules);
  // Nearly all values are between the marks, and are not looked up.
  const first = [...gap, ...bad].map(Number).filter((mark) => mark >= least);
  // Numbers of 64 bits are compared with the marks themselves: close to these a double tells none from the next.
  const big = samples instanceof BigInt64Array || samples instanceof BigUint64Array;
  const [low, high] = [least, big ? 2 ** 31 : Math.min(...first, Number.POSITIVE_INFINITY)];
  let mask: PixelMask | undefined;
  for (let i = 0; i < samples.length; i++) {
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
