import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** Files that reach code which no valid file reaches, found by `guidedFuzz`. Every test run reads them again. */

const folder = fileURLToPath(new URL('./corpus/', import.meta.url));
const pathOf = (parser: string): string =>
  `${folder}${parser
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')}.json`;

/** Returns the corpus of a parser; empty where it has none. */
export function readCorpus(parser: string): Uint8Array[] {
  const path = pathOf(parser);
  if (!existsSync(path)) return [];
  const packed = JSON.parse(readFileSync(path, 'utf8')) as readonly string[];
  return packed.map((entry) => new Uint8Array(inflateRawSync(Buffer.from(entry, 'base64'))));
}

export function writeCorpus(parser: string, files: readonly Uint8Array[]): void {
  mkdirSync(folder, { recursive: true });
  const packed = files.map((file) => deflateRawSync(file, { level: 9 }).toString('base64'));
  writeFileSync(pathOf(parser), `${JSON.stringify(packed, null, 2)}\n`);
}
