import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, bench, describe } from 'vitest';

/** The built command, as users run it. */
const COMMAND = fileURLToPath(new URL('../../bin/braggsim.js', import.meta.url));
/** Number of images of the series. Each round starts a process: figures of fewer than a hundred images mean little, and show that everything works. */
const IMAGES = Number(process.env.BRAGGSIM_BENCH_IMAGES ?? 100);
/** 15 samples a pixel: spindle steps of mosaic domains. */
const SERIES =
  '--cell 78.35,78.35,37.54,90,90,90 --default-f 100 --ncells 10,10,10 --wavelength 1 --distance 200 --detpixels 1024 --pixel 0.1 ' +
  `--oversample 1 --images ${IMAGES} --osc 0.1 --phi-steps 3 --mosaic 0.3 --mosaic-domains 5 --noise --seed 1 -o series.nxs -q`;

const folder = mkdtempSync(join(tmpdir(), 'braggsim-series-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe(`series of ${IMAGES} images of 1024 x 1024 pixels with noise to NXmx`, () => {
  for (const threads of [1, 2]) {
    bench(
      `${threads} thread${threads > 1 ? 's' : ''}`,
      // An asynchronous function, since others are called once more to see whether they are.
      async () => {
        const argv = [COMMAND, 'simulate', ...SERIES.split(' '), '--threads', String(threads)];
        const { status, stderr } = spawnSync(process.execPath, argv, { cwd: folder, encoding: 'utf8' });
        if (status !== 0) throw new Error(`the command ended with ${status}: build first. ${stderr}`);
      },
      // Each round takes many seconds, and a process of its own, which nothing can warm up.
      { time: 0, iterations: 2, warmupTime: 0, warmupIterations: 0 },
    );
  }
});
