import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Agreement, agreement } from '@braggsim/analysis';
import { timeProgram } from './run-program';

const FLOAT_IMAGE = 'c.bin';
const QUIET = ['-nonoise', '-nopgm', '-noprogress', '-floatfile', FLOAT_IMAGE, '-intfile', 'c.img'];
const ONE_PIXEL = ['-roi', '0', '0', '0', '0'];

/** The reference program on one experiment. */
export interface CProgram {
  /** From start to end, ms. */
  readonly wholeRun: () => Promise<number>;
  /** A whole run less one of a single pixel, ms: the pixel loop and the conversion to integers. */
  readonly pixelLoop: () => Promise<number>;
  /** Compares a float image with the one that the last whole run has left. */
  readonly compare: (file: string) => Agreement;
}

/** What was measured of it while others were measured. */
export interface CBeside {
  readonly program: CProgram;
  /** ms, one a round */
  readonly times: readonly number[];
  readonly folder: string;
}

const readFloats = (file: string): Float32Array => {
  const bytes = new Uint8Array(readFileSync(file));
  return new Float32Array(bytes.buffer);
};

/** @param threads that a program built with OpenMP may use: without a limit it would use all cores in rows of one thread */
export function cProgram(program: string, argv: readonly string[], folder: string, threads: number): CProgram {
  const environment = { OMP_NUM_THREADS: String(threads) };
  const run = (extra: readonly string[]) => timeProgram(program, [...argv, ...QUIET, ...extra], folder, environment);
  const wholeRun = () => run([]);
  return {
    wholeRun,
    pixelLoop: async () => {
      const corner = await run(ONE_PIXEL);
      return (await wholeRun()) - corner;
    },
    compare: (file) => agreement(readFloats(file), readFloats(join(folder, FLOAT_IMAGE))),
  };
}
