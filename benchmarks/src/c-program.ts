import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Agreement, agreement } from '@braggsim/analysis';
import { timeProgram } from './run-program';

const FLOAT_IMAGE = 'c.bin';
const QUIET = ['-nonoise', '-nopgm', '-noprogress', '-floatfile', FLOAT_IMAGE, '-intfile', 'c.img'];
const ONE_PIXEL = ['-roi', '0', '0', '0', '0'];

/** The C program with the command line of one experiment. */
export interface CProgram {
  /** Runs the program, and returns the time from its start to its end, ms. */
  readonly wholeRun: () => Promise<number>;
  /** Measures the pixel loop and the conversion to integers, ms: a whole run minus a run of a single pixel. */
  readonly pixelLoop: () => Promise<number>;
  /** Compares a float image with the image of the last whole run. */
  readonly compare: (file: string) => Agreement;
}

/** Measurements of the C program in the same rounds as those of a kernel. */
export interface CMeasurements {
  readonly program: CProgram;
  /** Times, ms, one a round. */
  readonly times: readonly number[];
  readonly folder: string;
}

const readFloats = (file: string): Float32Array => {
  const bytes = new Uint8Array(readFileSync(file));
  return new Float32Array(bytes.buffer);
};

/**
 * Prepares the C program for a command line, to run in a folder.
 *
 * @param threads limit of a program built with OpenMP, which otherwise uses all cores in rows of one thread
 */
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
