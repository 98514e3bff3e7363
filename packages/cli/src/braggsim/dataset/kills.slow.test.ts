import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { folder } from '../run.fixture';
import { checksums, finishedShards } from './set-files.fixture';

const here = folder();
afterAll(() => here.remove());

const BIN = fileURLToPath(new URL('../../../bin/braggsim.js', import.meta.url));

/** Twelve shots that take some tenths of a second each. */
const plan = here.put(
  'plan.yaml',
  `
beam: { wavelengthA: 1, fluencePerM2: 1e24 }
detector: { pixelsFast: 128, pixelsSlow: 128, pixelMm: 1, distanceMm: 120, convention: xds }
crystal: { cell: [78, 78, 38, 90, 90, 90], cells: [7, 7, 14], shape: gauss, blocks: 1000, mosaic: { spreadDeg: 0.1, domains: 40 } }
structureFactors: { default: 100 }
sampling: { oversample: 2 }
shots: 12
vary: { crystal.orientation: { rotation: uniform }, detector.distanceMm: { uniform: [100, 140] } }
images: { layout: [resonet, nxmx] }
labels: { spots: true }
shards: { shots: 1 }
`,
);

const start = (out: string, workers: number): ChildProcess =>
  spawn(process.execPath, [BIN, 'dataset', 'run', plan, '-o', here.at(out), '--workers', `${workers}`], {
    stdio: 'ignore',
  });

const ended = (run: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => run.once('exit', (code) => resolve(code)));

test('one worker, two workers, and runs that are killed again and again make equal files', async () => {
  expect(await ended(start('one', 1))).toBe(0);
  expect(await ended(start('two', 2))).toBe(0);
  expect(checksums(here.at('two'))).toEqual(checksums(here.at('one')));
  for (let kill = 0; kill < 20 && finishedShards(here.at('killed')) < 12; kill++) {
    const before = finishedShards(here.at('killed'));
    const run = start('killed', 2);
    const end = ended(run);
    // Each run gets far enough for a shard or more, and is killed somewhere in the next ones.
    while (finishedShards(here.at('killed')) === before && run.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 10));
    await new Promise((resolve) => setTimeout(resolve, 400 * Math.random()));
    run.kill('SIGKILL');
    await end;
  }
  expect(await ended(start('killed', 2))).toBe(0);
  expect(checksums(here.at('killed'))).toEqual(checksums(here.at('one')));
});

test.skipIf(process.platform === 'win32')(
  'a batch system that ends a run finds finished shards, and Ctrl-C ends it at once',
  async () => {
    for (const [signal, code] of [
      ['SIGTERM', 75],
      ['SIGUSR1', 75],
      ['SIGINT', 130],
    ] as const) {
      const run = start(signal, 2);
      const end = ended(run);
      while (finishedShards(here.at(signal)) === 0 && run.exitCode === null)
        await new Promise((resolve) => setTimeout(resolve, 10));
      run.kill(signal);
      expect(await end, signal).toBe(code);
      expect(finishedShards(here.at(signal))).toBeLessThan(12);
      expect(readdirSync(here.at(`${signal}/shards/00000`)).filter((name) => name.startsWith('.part'))).toEqual([]);
    }
  },
);
