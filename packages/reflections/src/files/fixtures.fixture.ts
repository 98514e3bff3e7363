import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { Reflections } from '../reflections';

/** Bytes of a file of the folder `fixtures`, unpacked. */
export function fixture(name: string): Uint8Array {
  const bytes = readFileSync(fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url)));
  return Uint8Array.from(name.endsWith('.gz') ? gunzipSync(bytes) : bytes);
}

/** Amplitudes by indices. */
export const amplitudeTable = ({ count, h, k, l, F }: Reflections): Map<string, number> =>
  new Map(Array.from({ length: count }, (_, i) => [`${h[i]} ${k[i]} ${l[i]}`, F[i] as number]));
