import { createHash } from 'node:crypto';
import { endianness } from 'node:os';
import type { Warning } from '@braggsim/core';
import { fileStore } from '@braggsim/core/node';
import type { FactorRequest, FactorStore, ModelFactors } from '../files/model-factors';

/** Older files are removed when all together are larger, bytes. */
const MAX_BYTES = 2 ** 30;
/** Bytes of a reflection: three indices and two amplitudes. */
const BYTES_EACH = 3 * 4 + 2 * 8;

/** What belongs to the amplitudes of a file. */
interface Facts {
  readonly count: number;
  readonly scale?: Warning;
}

/** Copies the columns of reflections one after the other. */
function encoded({ h, k, l, plus, minus }: ModelFactors['factors']): Uint8Array {
  const bytes = new Uint8Array(h.length * BYTES_EACH);
  let at = 0;
  // Amplitudes come first, where their places are multiples of eight bytes.
  for (const { buffer, byteOffset, byteLength } of [plus, minus, h, k, l]) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return bytes;
}

function decoded({ buffer }: Uint8Array, count: number): ModelFactors['factors'] {
  const amplitudes = (i: number) => new Float64Array(buffer, 8 * i * count, count);
  const indices = (i: number) => new Int32Array(buffer, 16 * count + 4 * i * count, count);
  return { plus: amplitudes(0), minus: amplitudes(1), h: indices(0), k: indices(1), l: indices(2) };
}

/**
 * Returns a store of amplitudes in a folder.
 *
 * @param generator identifies the code that calculates them, and becomes part of every key
 */
export function factorFiles(folder: string, generator: string, maxBytes = MAX_BYTES): FactorStore {
  const files = fileStore(folder, { generator, extension: '.factors', maxBytes });
  // Functions such as `Math.exp` have other last digits in other versions of V8.
  const keyOf = ({ bytes, settings }: FactorRequest) =>
    `${process.versions.v8} ${endianness()} ${createHash('sha256').update(bytes).digest('hex')} ${settings}`;
  return {
    find: (request) => {
      const found = files.find(keyOf(request));
      if (!found) return undefined;
      const { count, scale } = found.facts as Facts;
      return { factors: decoded(found.bytes, count), ...(scale && { scale }) };
    },
    keep: (request, { factors, scale }) => {
      const facts: Facts = { count: factors.h.length, ...(scale && { scale }) };
      files.keep(keyOf(request), { bytes: encoded(factors), facts });
    },
  };
}
