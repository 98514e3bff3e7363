/**
 * The process of `hdf5-run.ts` that reads damaged HDF5 files until one of them stops it: the HDF5 library loops forever on some files,
 * and corrupts its memory on others.
 *
 *   hdf5-child.ts COUNT SEED COUNTS KEPT
 *
 * COUNTS receives the numbers of files that were tried, read and refused, as three 32-bit words, after every file; KEPT one
 * line of base64 for every file that reached new code, and gives those of earlier processes.
 */
import { appendFileSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { random, shown } from '@braggsim/testkit';
import { readCorpus } from './corpus';
import { watchCoverage } from './coverage';
import { damagedCopy } from './guided';
import { HDF5_CORPUS, hdf5Codec, hdf5Samples, readHdf5 } from './hdf5-samples';

/** Exit code after a crash of the library, or when it refuses every further file. */
const CRASHED = 17;
/** Files between two readings of an undamaged one. */
const BATCH = 50;
/** Longer files are not kept: they reach the same code. */
const LONGEST_KEPT = 2 ** 16;

const [count = 0, seed = 1] = process.argv.slice(2, 4).map(Number);
const [countsPath = '', keptPath = ''] = process.argv.slice(4);
const codec = await hdf5Codec();
const earlier = existsSync(keptPath) ? readFileSync(keptPath, 'utf8').split('\n').filter(Boolean) : [];
const pool = [
  ...hdf5Samples(codec),
  ...readCorpus(HDF5_CORPUS),
  ...earlier.map((line) => new Uint8Array(Buffer.from(line, 'base64'))),
];
const counts = Uint32Array.of(0, 0, 0);
const file = openSync(countsPath, 'w');
const draws = random(seed);
const pick = (): Uint8Array => pool[draws.below(pool.length)] as Uint8Array;

/** Reads a file; a crash of the library ends the process. */
function read(bytes: Uint8Array): boolean {
  try {
    return readHdf5(codec, bytes);
  } catch (error) {
    // The state of the library is lost with its memory.
    if (error instanceof WebAssembly.RuntimeError) process.exit(CRASHED);
    console.log(`FAILED ${error}: ${shown(bytes)}`);
    process.exit(1);
  }
}

for (const sample of pool) read(sample);
const coverage = watchCoverage();
for (const sample of pool) read(sample);
coverage.take();
const [undamaged = new Uint8Array()] = pool;
while ((counts[0] as number) < count) {
  const before = counts.slice();
  const batch = Array.from({ length: BATCH }, () => {
    const from = pick();
    return damagedCopy(from, pick(), draws, from.length);
  });
  for (const bytes of batch) {
    // Written before the file is read, so that one that stops the process is counted.
    counts[0] = (counts[0] as number) + 1;
    writeSync(file, counts, 0, counts.byteLength, 0);
    const place = read(bytes) ? 1 : 2;
    counts[place] = (counts[place] as number) + 1;
  }
  if (!read(undamaged)) {
    // One of the batch broke the state of the library, and those after it were refused for no fault of theirs: none counts.
    writeSync(file, before, 0, before.byteLength, 0);
    process.exit(CRASHED);
  }
  if (coverage.take() === 0) continue;
  const own = watchCoverage();
  for (const sample of pool) read(sample);
  own.take();
  for (const bytes of batch) {
    read(bytes);
    if (own.take() === 0 || bytes.length > LONGEST_KEPT) continue;
    pool.push(bytes);
    appendFileSync(keptPath, `${Buffer.from(bytes).toString('base64')}\n`);
  }
  own.stop();
}
writeSync(file, counts, 0, counts.byteLength, 0);
