/**
 * The process of `hdf5-run.ts` that reads damaged HDF5 files until one of them stops it: the HDF5 library loops forever on some files,
 * and corrupts its memory on others.
 *
 *   hdf5-child COUNT SEED FOLDER
 *
 * FOLDER has three files. `counts`: the numbers of files that were tried, read and refused, and the line of `kept` of which the last file is
 * a damaged copy, from 1, or 0, and the number of files read in all, as five 32-bit words, written before every file. `kept`: one line of base64
 * for every file that reached new code, also in earlier processes. `blocks`: the blocks of code that were reached, one a line.
 */
import { appendFileSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { random, shown } from '@braggsim/testkit';
import { readCorpus } from './corpus';
import { watchCoverage } from './coverage';
import { damagedCopy } from './guided';
import { HDF5_CORPUS, hdf5Codec, hdf5Samples, readHdf5, WAYS } from './hdf5-samples';

/** Exit code after a crash of the library, or when it refuses every further file. */
const CRASHED = 17;
/** Files between two readings of an undamaged one. */
const BATCH = 50;
/** Matches this script, which is bundled with the packages that read files. */
const OWN_SCRIPT = /hdf5-child/;
/** Longer files are not kept: they reach the same code. */
const LONGEST_KEPT = 2 ** 16;

const [count = 0, seed = 1] = process.argv.slice(2, 4).map(Number);
const folder = process.argv[4] ?? '';
const [keptPath, blocksPath] = [join(folder, 'kept'), join(folder, 'blocks')];
const linesOf = (path: string): string[] =>
  existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
const codec = await hdf5Codec();
const earlier = linesOf(keptPath);
const samples = [...hdf5Samples(codec), ...readCorpus(HDF5_CORPUS)];
const pool = [...samples, ...earlier.map((line) => new Uint8Array(Buffer.from(line, 'base64')))];
const counts = new Uint32Array(5);
const file = openSync(join(folder, 'counts'), 'w');
const draws = random(seed);

/** Reads a file; a crash of the library ends the process. */
function read(bytes: Uint8Array, way?: number): boolean {
  counts[4] = (counts[4] as number) + 1;
  // Written before the file is read, so that one that stops the process is counted.
  writeSync(file, counts, 0, counts.byteLength, 0);
  try {
    return readHdf5(codec, bytes, way);
  } catch (error) {
    // The state of the library is lost with its memory.
    if (error instanceof WebAssembly.RuntimeError) process.exit(CRASHED);
    console.log(`FAILED ${error}: ${shown(bytes)}`);
    process.exit(1);
  }
}

const known = linesOf(blocksPath);
const coverage = watchCoverage(OWN_SCRIPT, known);
/** Takes the new blocks, and writes them down for later processes. */
const takeNew = (): number => {
  const added = coverage.take();
  if (added > 0) appendFileSync(blocksPath, `${coverage.taken().join('\n')}\n`);
  return added;
};
if (known.length === 0) for (const sample of samples) read(sample);
takeNew();
const [undamaged = new Uint8Array()] = pool;
while ((counts[0] as number) < count) {
  const before = counts.slice();
  const batch = Array.from({ length: BATCH }, () => {
    const index = draws.below(pool.length);
    const [from, other] = [pool[index], pool[draws.below(pool.length)]] as [Uint8Array, Uint8Array];
    return {
      bytes: damagedCopy(from, other, draws, from.length),
      way: draws.below(WAYS),
      line: Math.max(0, index + 1 - samples.length),
    };
  });
  for (const { bytes, way, line } of batch) {
    counts[0] = (counts[0] as number) + 1;
    counts[3] = line;
    const place = read(bytes, way) ? 1 : 2;
    counts[place] = (counts[place] as number) + 1;
  }
  if (!read(undamaged)) {
    // One of the batch broke the state of the library, and those after it were refused for no fault of theirs: none counts.
    writeSync(file, before, 0, before.byteLength, 0);
    process.exit(CRASHED);
  }
  if (coverage.take() === 0) continue;
  // Which of them it was tells a second reading, one at a time.
  coverage.forget();
  for (const { bytes, way } of batch) {
    read(bytes, way);
    if (takeNew() === 0 || bytes.length > LONGEST_KEPT) continue;
    pool.push(bytes);
    appendFileSync(keptPath, `${Buffer.from(bytes).toString('base64')}\n`);
  }
}
writeSync(file, counts, 0, counts.byteLength, 0);
