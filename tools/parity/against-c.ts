import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agreement } from '@braggsim/analysis';
import { run, runBraggsim } from './run';

/** Runs the C program and braggsim on the same command line and compares their float images. */
export async function againstC(program: string, argv: readonly string[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'braggsim-against-c-'));
  try {
    const quiet = ['-nopgm', '-nonoise', '-noprogress', '-intfile', 'int.img', '-floatfile'];
    const c = await run(program, [...argv, ...quiet, 'c.bin'], folder);
    const own = await runBraggsim([...argv, ...quiet, 'braggsim.bin'], folder);
    if (c.code !== 0 || own.code !== 0) {
      return [`C ended with code ${c.code}, braggsim with ${own.code}`, c.stderr, own.stderr].filter(Boolean);
    }
    const image = (name: string) => new Float32Array(readFileSync(join(folder, name)).buffer.slice(0));
    const { correlation, sumRatio, largestRelative, largestOfMaximum, at } = agreement(
      image('braggsim.bin'),
      image('c.bin'),
    );
    return [
      `correlation        ${correlation.toFixed(9)}`,
      `sum, ratio to C    ${sumRatio.toFixed(9)}`,
      `largest error      ${largestOfMaximum.toExponential(2)} of the maximum`,
      `largest relative   ${largestRelative.toExponential(2)} at pixel ${at}`,
      `seconds            C ${c.seconds.toFixed(2)}, braggsim ${own.seconds.toFixed(2)}`,
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
