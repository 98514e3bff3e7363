import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { figuresTable, type ReaderFigures, shortfalls } from './figures';
import { checkGeometry } from './geometry';
import { missingPrograms, python } from './python';
import { makeSeries } from './series';

/**
 * Writes images of a lysozyme series in three formats and reads them with DIALS, FabIO and h5py: `npx tsx
 * --conditions=source tools/interop/interop.ts`.
 */
const { values } = parseArgs({
  options: {
    pixels: { type: 'string', default: '1024' },
    images: { type: 'string', default: '60' },
    folder: { type: 'string' },
    /** Whether the figures are written to docs/interop.md. */
    document: { type: 'boolean', default: false },
  },
});

const AMPLITUDES = fileURLToPath(new URL('../../examples/lysozyme/lysozyme_1vat.hkl.gz', import.meta.url));
const DOCUMENT = new URL('../../docs/interop.md', import.meta.url);
const FIGURES = /(<!-- figures -->\n)[\s\S]*(<!-- end of figures -->)/;

async function main(): Promise<number> {
  const missing = await missingPrograms();
  if (missing.length > 0) {
    console.error(`interop: nothing was checked, these are missing:\n  ${missing.join('\n  ')}`);
    return 2;
  }
  const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'braggsim-interop-'));
  const options = { pixels: Number(values.pixels), images: Number(values.images) };
  const geometry = await checkGeometry(join(folder, 'geometry'));
  await makeSeries(options, folder, (line) => console.log(line));
  console.log(`reading ${options.images} images with DIALS in ${folder}: some minutes`);
  const readers = JSON.parse(await python('check.py', folder, AMPLITUDES)) as ReaderFigures;
  const table = figuresTable(readers, geometry);
  console.log(table);
  if (values.document) {
    const text = readFileSync(DOCUMENT, 'utf8');
    writeFileSync(
      DOCUMENT,
      text.replace(FIGURES, (_, start: string, end: string) => `${start}${table}\n${end}`),
    );
  }
  const short = shortfalls(readers, geometry);
  for (const line of short) console.error(`interop: ${line}`);
  return short.length === 0 ? 0 : 1;
}

process.exitCode = await main();
