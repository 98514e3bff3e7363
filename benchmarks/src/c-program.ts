import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Agreement, agreement } from '@braggsim/analysis';
import { usageError } from '@braggsim/core';
import { type Clock, timeProgram } from './run-program';

const FLOAT_IMAGE = 'c.bin';
const QUIET = ['-noprogress', '-floatfile', FLOAT_IMAGE, '-intfile', 'c.img'];
/** Flags that leave out the noise image and the grey map. */
export const FEW_FILES = ['-nonoise', '-nopgm'];
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

/** How the C program is run. */
export interface CProgramOptions {
  readonly folder: string;
  /** Limit of a program built with OpenMP, which otherwise uses all cores in rows of one thread. */
  readonly threads: number;
  readonly clock: Clock;
}

/** Prepares the C program for a command line, to run in a folder. */
export function cProgram(program: string, argv: readonly string[], options: CProgramOptions): CProgram {
  const { folder, threads, clock } = options;
  const environment = { OMP_NUM_THREADS: String(threads) };
  const run = (extra: readonly string[]) =>
    timeProgram(program, [...argv, ...QUIET, ...extra], { folder, environment, clock });
  const wholeRun = () => run([]);
  return {
    wholeRun,
    pixelLoop: async () => {
      const corner = await run([...FEW_FILES, ...ONE_PIXEL]);
      return (await run(FEW_FILES)) - corner;
    },
    compare: (file) => agreement(readFloats(file), readFloats(join(folder, FLOAT_IMAGE))),
  };
}

/** Returns the float image of a run of the C program. */
async function firstImage(program: string, argv: readonly string[], folder: string): Promise<Float32Array> {
  try {
    await cProgram(program, argv, { folder, threads: 1, clock: 'wall' }).wholeRun();
    return readFloats(join(folder, FLOAT_IMAGE));
  } catch (cause) {
    const { message } = cause as Error;
    throw usageError({
      message: `expected a built nanoBragg in NANOBRAGG_C, found '${program}', which writes no image: ${message}`,
      cause,
    });
  }
}

/**
 * Checks that the C program computes numbers.
 *
 * @throws BraggsimError (`usage`) when it does not run, and when its image has a NaN, which makes it look ten times as fast
 */
export async function checkCProgram(program: string, argv: readonly string[], folder: string): Promise<void> {
  if (!(await firstImage(program, argv, folder)).some(Number.isNaN)) return;
  throw usageError(
    `the image of ${program} has values that are not numbers; build it with -fno-finite-math-only, since it takes NaN for "not given"`,
  );
}
