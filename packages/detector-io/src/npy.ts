import { codec, dataError } from '@braggsim/core';
import { latin1 } from '@braggsim/core/text';
import ndarray from 'ndarray';
import {
  ascii,
  checkLimit,
  fromBytes,
  limitParameters,
  plainPixels,
  type ReadLimits,
  type Samples,
  type SamplesConstructor,
  toLittleEndian,
} from './bytes';
import { checkedShape } from './frame';
import { maskedFrame, NOT_A_NUMBER } from './masked-frame';
import type { PanelPixels } from './panel';
import { floatPixels } from './raw-float';

const ALIGNMENT = 64;
/** Length in bytes of the magic string, version 1.0 and the 16-bit length of the header text. */
const PREAMBLE = 10;

/** Returns a header of NumPy's format 1.0 for a float32 array in C order. Its text ends on a multiple of 64 bytes. */
export function npyHeader(shape: readonly number[]): Uint8Array {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`;
  const total = Math.ceil((PREAMBLE + text.length + 1) / ALIGNMENT) * ALIGNMENT;
  const length = total - PREAMBLE;
  const preamble = Uint8Array.of(0x93, ...ascii('NUMPY'), 1, 0, length & 0xff, length >> 8);
  return Uint8Array.of(...preamble, ...ascii(`${text.padEnd(length - 1, ' ')}\n`));
}

/** Encodes pixels as a NumPy array. @param shape [slow, fast] */
export const writeNpy = (pixels: Float32Array, shape: readonly [number, number]): readonly Uint8Array[] => [
  npyHeader(shape),
  toLittleEndian(pixels),
];

const TYPES = {
  '<f4': Float32Array,
  '<f8': Float64Array,
  '|u1': Uint8Array,
  '<u2': Uint16Array,
  '<u4': Uint32Array,
  '<i4': Int32Array,
  '|i1': Int8Array,
  '<i2': Int16Array,
  '<i8': BigInt64Array,
  '<u8': BigUint64Array,
} as const;

/**
 * Reads a two-dimensional NumPy array, little-endian and in C order.
 *
 * @throws BraggsimError (`data`) when the file is not such an array or ends early
 */
export function readNpy(bytes: Uint8Array, limits: ReadLimits = {}): PanelPixels {
  checkLimit(bytes, 'NumPy', limits);
  if (bytes.length < PREAMBLE || latin1(bytes.subarray(1, 6)) !== 'NUMPY' || bytes[6] !== 1) {
    throw dataError("this is not a NumPy array of format 1: it should start with '\\x93NUMPY' and the version");
  }
  const start = PREAMBLE + (bytes[8] as number) + 256 * (bytes[9] as number);
  const text = latin1(bytes.subarray(PREAMBLE, start));
  const descr = /'descr':\s*'([^']*)'/.exec(text)?.[1] ?? '';
  const [, size = ''] = /'shape':\s*\(([^)]*)\)/.exec(text) ?? [];
  const [, slow, fast] = /^(\d+),\s*(\d+),?\s*$/.exec(size) ?? [];
  const fortran = !/'fortran_order':\s*False/.test(text);
  if (!Object.hasOwn(TYPES, descr) || fortran) {
    throw dataError(
      `this NumPy array is of type '${descr}'${fortran ? ' in Fortran order' : ''}; ${Object.keys(TYPES).join(', ')} in C order can be read`,
    );
  }
  if (slow === undefined)
    throw dataError(`this NumPy array has the shape (${size}); one of two dimensions can be read`);
  const type = TYPES[descr as keyof typeof TYPES] as SamplesConstructor<Samples>;
  const shape = checkedShape(Number(slow), Number(fast), 'NumPy');
  const count = shape[0] * shape[1];
  const end = start + count * type.BYTES_PER_ELEMENT;
  if (bytes.length !== end)
    throw dataError(`this NumPy array should end at byte ${end}, but it ends at ${bytes.length}`);
  return { pixels: plainPixels(fromBytes(type, bytes, start, count)), shape };
}

/** The codec of arrays for NumPy. */
export const npy = codec({
  id: 'npy',
  version: 1,
  extensions: ['.npy'],
  about: { equation: 'array (slow, fast), written as float32', citation: 'NumPy enhancement proposal 1' },
  params: limitParameters,
  encode(image) {
    const panel = maskedFrame(image, NOT_A_NUMBER);
    return writeNpy(floatPixels(panel), panel.shape);
  },
  decode(bytes, params) {
    const { pixels, shape } = readNpy(bytes, params as ReadLimits);
    return { panels: [ndarray(pixels, [...shape])], header: {} };
  },
});
