import { codec } from '@braggsim/core';
import { ascii, toLittleEndian } from './bytes';
import { frameOf } from './frame';
import { floatPixels } from './raw-float';

const ALIGNMENT = 64;
/** Magic string, version 1.0 and the 16-bit length of the text that follows. */
const PREAMBLE = 10;

/** Header of NumPy's format 1.0 for a float32 array in C order: text that ends on a multiple of 64 bytes. */
function npyHeader([slow, fast]: readonly [number, number]): Uint8Array {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${slow}, ${fast}), }`;
  const total = Math.ceil((PREAMBLE + text.length + 1) / ALIGNMENT) * ALIGNMENT;
  const length = total - PREAMBLE;
  const preamble = Uint8Array.of(0x93, ...ascii('NUMPY'), 1, 0, length & 0xff, length >> 8);
  return Uint8Array.of(...preamble, ...ascii(`${text.padEnd(length - 1, ' ')}\n`));
}

/** @param shape [slow, fast] */
export const writeNpy = (pixels: Float32Array, shape: readonly [number, number]): readonly Uint8Array[] => [
  npyHeader(shape),
  toLittleEndian(pixels),
];

/** An array for NumPy. */
export const npy = codec({
  id: 'npy',
  version: 1,
  extensions: ['.npy'],
  about: { equation: 'float32 array (slow, fast)', citation: 'NumPy enhancement proposal 1' },
  params: {},
  encode(image) {
    const panel = frameOf(image);
    return writeNpy(floatPixels(panel), panel.shape);
  },
});
