/**
 * Checks the exchange of files with other programs in both directions, for values, geometry, mask, scan and beam:
 *
 *   npx tsx --conditions=source tools/interop/matrix.ts [--document]
 *
 * `--document` writes the matrix to docs/interop.md. The environment variable CRYSTFEL names the folder under which CrystFEL is installed with its
 * library; without it, its rows say so.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { crystfelRows, writeCounts } from './crystfel';
import { type Cells, compared, type Found, OUR_FILES, readTheirs, writeOurs } from './matrix-files';
import { missingPrograms, python } from './python';

const DOCUMENT = new URL('../../docs/interop.md', import.meta.url);
const MATRIX = /(<!-- matrix -->\n)[\s\S]*(<!-- end of matrix -->)/;
const COLUMNS = ['values', 'geometry', 'mask', 'scan', 'beam'] as const;

const row = (title: string, cells: Cells): string =>
  `| ${title} | ${COLUMNS.map((column) => cells[column] ?? '–').join(' | ')} |`;

async function main(document: boolean): Promise<number> {
  const missing = await missingPrograms();
  if (missing.length > 0) {
    console.error(`matrix: nothing was checked, these are missing:\n  ${missing.join('\n  ')}`);
    return 2;
  }
  const folder = mkdtempSync(join(tmpdir(), 'braggsim-matrix-'));
  try {
    await writeOurs(folder);
    const read = JSON.parse(await python('matrix.py', 'read', folder)) as readonly Found[];
    const ours = read.map((found) =>
      row(`our ${OUR_FILES[found.file] ?? found.file} by ${found.program}`, compared(found)),
    );
    const made = JSON.parse(await python('matrix.py', 'write', folder)) as Found['found'];
    const theirs = (await readTheirs(folder, made)).map(([title, cells]) => row(title, cells));
    await writeCounts(folder);
    const crystfel = process.env.CRYSTFEL;
    const serial = crystfel
      ? (await crystfelRows(crystfel, folder)).map(([title, cells]) => row(title, cells))
      : [row('files of CrystFEL: not run, set CRYSTFEL to the folder of its installation', {})];
    const table = [
      `| file and reader | ${COLUMNS.join(' | ')} |`,
      `| --- |${' --- |'.repeat(COLUMNS.length)}`,
      ...ours,
      ...theirs,
      ...serial,
    ].join('\n');
    console.log(table);
    if (document) {
      const text = readFileSync(DOCUMENT, 'utf8');
      writeFileSync(
        DOCUMENT,
        text.replace(MATRIX, (_, start: string, end: string) => `${start}${table}\n${end}`),
      );
    }
    return /differs|fails/.test(table) ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const { values } = parseArgs({ options: { document: { type: 'boolean', default: false } } });
process.exitCode = await main(values.document);
