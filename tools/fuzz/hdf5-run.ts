/**
 * Fuzzes the reader of HDF5 files, guided by the code of this project that damaged files reach, and reports how many were read and
 * refused, and how many made the HDF5 library loop or crash, which the isolated reader turns into an error about the data.
 *
 *   npx tsx --conditions=source tools/fuzz/hdf5-run.ts [files] [seed] [--save]
 *
 * `--save` stores some of the files that reached new code in tools/fuzz/corpus.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'tsup';
import { readCorpus, writeCorpus } from './corpus';
import { smallCorpus } from './guided';
import { HDF5_CORPUS, hdf5Codec, hdf5Samples, readHdf5 } from './hdf5-samples';

/** Time without a further file after which the library loops, s. */
const STUCK_S = 2;
const MAX_SAVED = 12;
/** The folder of the bundled child, which finds samples and corpora from there. */
const HERE = fileURLToPath(new URL('.', import.meta.url));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { save: { type: 'boolean', default: false } },
});
const [wanted, seed] = [Number(positionals[0] ?? 100_000), Number(positionals[1] ?? 1)];
const folder = mkdtempSync(join(tmpdir(), 'braggsim-fuzz-'));
const [countsPath, keptPath] = [join(folder, 'counts'), join(folder, 'kept')];

const countsOf = (): readonly number[] =>
  existsSync(countsPath) ? [...new Uint32Array(new Uint8Array(readFileSync(countsPath)).buffer)] : [];

const linesKept = (): string[] =>
  existsSync(keptPath) ? readFileSync(keptPath, 'utf8').split('\n').filter(Boolean) : [];

/** Keeps these files: one whose damaged copy made the library loop is left out, since its other copies do as well. */
const keep = (lines: readonly string[]): void => writeFileSync(keptPath, lines.map((line) => `${line}\n`).join(''));

/** Waits for the end of a process; one that makes no progress is killed. */
async function ended(child: ChildProcess): Promise<'finished' | 'looped' | 'crashed' | 'failed'> {
  let [last, since] = [-1, performance.now()];
  while (child.exitCode === null && child.signalCode === null) {
    await pause(200);
    const files = countsOf()[4] ?? 0;
    if (files !== last) [last, since] = [files, performance.now()];
    // Starting takes longer than a file.
    else if (files > 0 && performance.now() - since > 1000 * STUCK_S) child.kill('SIGKILL');
  }
  if (child.signalCode !== null) return 'looped';
  return child.exitCode === 0 ? 'finished' : child.exitCode === 17 ? 'crashed' : 'failed';
}

/** Bundles the child: processes that end early are many, and start in a tenth of the time. */
const bundle = `.hdf5-child-${process.pid}`;
await build({
  entry: { [bundle]: join(HERE, 'hdf5-child.ts') },
  outDir: HERE,
  format: 'esm',
  outExtension: () => ({ js: '.mjs' }),
  config: false,
  silent: true,
  splitting: false,
  noExternal: [/./],
  external: ['vitest'],
  esbuildOptions: (options) => {
    options.conditions = ['source'];
  },
});
const child = join(HERE, `${bundle}.mjs`);

const total = { tried: 0, read: 0, refused: 0, looped: 0, crashed: 0, failed: 0 };
for (let turn = 0; total.tried < wanted; turn++) {
  rmSync(countsPath, { force: true });
  const words = [String(wanted - total.tried), String(seed * 1_000_003 + turn), folder];
  const end = await ended(spawn(process.execPath, [child, ...words], { stdio: ['ignore', 'inherit', 'ignore'] }));
  const [tried = 0, read = 0, refused = 0, line = 0] = countsOf();
  total.tried += tried;
  total.read += read;
  total.refused += refused;
  if (end !== 'finished') total[end]++;
  if (end === 'looped' && line > 0) keep(linesKept().filter((_, index) => index !== line - 1));
}
const kept = linesKept().map((line) => new Uint8Array(Buffer.from(line, 'base64')));
const counts = Object.entries(total).map(([what, n]) => `${n} ${what}`);
console.log(`HDF5: ${counts.join(', ')}, ${kept.length} kept, seed ${seed}`);
if (values.save) {
  const codec = await hdf5Codec();
  const [sample = new Uint8Array(), ...others] = hdf5Samples(codec);
  const parser = { sample, seeds: [sample, ...others], parse: (file: Uint8Array) => Number(readHdf5(codec, file)) };
  writeCorpus(HDF5_CORPUS, smallCorpus(parser, [...readCorpus(HDF5_CORPUS), ...kept], MAX_SAVED));
}
rmSync(folder, { recursive: true, force: true });
rmSync(child);
process.exitCode = total.failed > 0 ? 1 : 0;
