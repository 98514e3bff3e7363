import { dataError, type Vec3 } from '@braggsim/core';
import { latin1 } from '@braggsim/core/text';
import { place, type Reflections, reflectionList } from './reflections';

/** The line end and form feed between the header and the values. */
const HEADER_END = [10, 12] as const;
/** The longest possible header, in characters: six large indices take less. */
const LONGEST_HEADER = 80;
const HEADER = /^(-?\d{1,7}) (-?\d{1,7}) (-?\d{1,7}) (-?\d{1,7}) (-?\d{1,7}) (-?\d{1,7})\n$/;

/** Entries along each axis. The C program pads the box with one more plane on each axis, which is always zero. */
const countsOf = (min: Vec3, max: Vec3): Vec3 => [max[0] - min[0] + 2, max[1] - min[1] + 2, max[2] - min[2] + 2];

function headerOf(bytes: Uint8Array, name: string): { min: Vec3; max: Vec3; start: number } {
  const end = bytes.subarray(0, LONGEST_HEADER).indexOf(HEADER_END[1]);
  const text = latin1(bytes.subarray(0, Math.max(end, 0)));
  const match = HEADER.exec(text);
  if (!match) {
    throw dataError(
      `${name} is not a cache of structure factors: expected six whole numbers, a line end and a form feed`,
    );
  }
  const [h0, h1, k0, k1, l0, l1] = match.slice(1).map(Number) as [number, number, number, number, number, number];
  if (h1 < h0 || k1 < k0 || l1 < l0) throw dataError(`${name}: the index ranges ${text.trim()} run backwards`);
  return { min: [h0, k0, l0], max: [h1, k1, l1], start: end + 1 };
}

/**
 * Reads the binary cache that the C program writes of a table of amplitudes. Every entry of the box becomes a
 * reflection, including the entries that were holes when the file was written.
 *
 * @throws BraggsimError (`data`) when the length of the file differs from what its header gives, or when an amplitude
 * is NaN
 */
export function readCache(bytes: Uint8Array, name = 'cache'): Reflections {
  const { min, max, start } = headerOf(bytes, name);
  const [nh, nk, nl] = countsOf(min, max);
  const expected = start + 8 * nh * nk * nl;
  if (bytes.length !== expected) {
    throw dataError(
      `${name}: expected ${expected} bytes for its index ranges, found ${bytes.length}; write the cache afresh`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + start);
  const size = (nh - 1) * (nk - 1) * (nl - 1);
  const [h, k, l] = [new Int32Array(size), new Int32Array(size), new Int32Array(size)];
  const F = new Float64Array(size);
  let i = 0;
  for (let ih = 0; ih < nh - 1; ih++) {
    for (let ik = 0; ik < nk - 1; ik++) {
      for (let il = 0; il < nl - 1; il++, i++) {
        h[i] = min[0] + ih;
        k[i] = min[1] + ik;
        l[i] = min[2] + il;
        F[i] = view.getFloat64(8 * ((ih * nk + ik) * nl + il), true);
        if (!Number.isFinite(F[i])) {
          throw dataError(`${name}: the amplitude of ${h[i]} ${k[i]} ${l[i]} is ${F[i]}; write the cache afresh`);
        }
      }
    }
  }
  return reflectionList(h, k, l, F);
}

/** Encodes reflections as the binary cache of the C program, with `defaultF` (electrons) in the holes of their box. */
export function writeCache(reflections: Reflections, defaultF: number): Uint8Array {
  const { min, max } = reflections;
  const counts = countsOf(min, max);
  const [nh, nk, nl] = counts;
  const values = new Float64Array(nh * nk * nl);
  for (let ih = 0; ih < nh - 1; ih++) {
    for (let ik = 0; ik < nk - 1; ik++) {
      const row = (ih * nk + ik) * nl;
      values.fill(defaultF, row, row + nl - 1);
    }
  }
  place(reflections, values, min, counts);

  const header = new TextEncoder().encode(`${min[0]} ${max[0]} ${min[1]} ${max[1]} ${min[2]} ${max[2]}`);
  const start = header.length + HEADER_END.length;
  const bytes = new Uint8Array(start + values.byteLength);
  bytes.set(header);
  bytes.set(HEADER_END, header.length);
  const view = new DataView(bytes.buffer, start);
  values.forEach((value, i) => {
    view.setFloat64(8 * i, value, true);
  });
  return bytes;
}
