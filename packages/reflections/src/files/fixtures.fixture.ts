import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { Reflections } from '../reflections';

/** Reads a file of the folder `fixtures` and unpacks it. */
export function fixture(name: string): Uint8Array {
  const bytes = readFileSync(fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url)));
  return Uint8Array.from(name.endsWith('.gz') ? gunzipSync(bytes) : bytes);
}

/** Returns amplitudes by their indices. */
export const amplitudeTable = ({ count, h, k, l, F }: Reflections): Map<string, number> =>
  new Map(Array.from({ length: count }, (_, i) => [`${h[i]} ${k[i]} ${l[i]}`, F[i] as number]));
