import { dataError } from '@braggsim/core';
import { parseHkl, type Reflections } from '@braggsim/reflections';

const LIST = new URL('../../../../examples/lysozyme/lysozyme_1vat.hkl.gz', import.meta.url);
const GZIP = [0x1f, 0x8b];

/** Loads the structure factors of lysozyme, which some servers send uncompressed. */
export async function lysozyme(): Promise<Reflections> {
  const response = await fetch(LIST);
  if (!response.ok) throw dataError(`the structure factors do not load: ${response.status} ${response.statusText}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (GZIP.some((byte, i) => bytes[i] !== byte)) return parseHkl(bytes);
  const unpacked = new Response(bytes).body?.pipeThrough(new DecompressionStream('gzip'));
  return parseHkl(new Uint8Array(await new Response(unpacked).arrayBuffer()));
}
