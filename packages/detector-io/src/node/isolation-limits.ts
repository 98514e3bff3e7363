import { type BraggsimError, dataError, runFailure, usageError } from '@braggsim/core';
import { decimal } from '@braggsim/core/text';

/** Limits for reading one image, or the metadata, of a file. */
export interface IsolationLimits {
  /** Wall time, after which the worker is ended. */
  readonly seconds: number;
  /** Memory of the HDF5 library, MiB. */
  readonly memoryMiB: number;
}

/**
 * Default limits. A frame of 64 million pixels takes some seconds on a slow machine, and twice its size in addition to
 * its compressed bytes. Neither grows with the file, which is read one image at a time.
 */
const DEFAULTS: IsolationLimits = { seconds: 60, memoryMiB: 1024 };

/** Environment variables that set the limits. */
const VARIABLES = { seconds: 'BRAGGSIM_HDF5_SECONDS', memoryMiB: 'BRAGGSIM_HDF5_MIB' } as const;

function setting(limit: keyof IsolationLimits): number {
  const text = process.env[VARIABLES[limit]];
  if (text === undefined || text === '') return DEFAULTS[limit];
  const value = decimal(text);
  if (value !== undefined && value > 0) return value;
  throw usageError(`the environment variable ${VARIABLES[limit]} must be a number above 0, found '${text}'`);
}

/**
 * Returns the given limits, else those of the environment variables `BRAGGSIM_HDF5_SECONDS` and `BRAGGSIM_HDF5_MIB`,
 * else 60 s and 1024 MiB.
 *
 * @throws BraggsimError (`usage`) for a variable that is not a number above 0
 */
export const isolationLimits = ({ seconds, memoryMiB }: Partial<IsolationLimits> = {}): IsolationLimits => ({
  seconds: seconds ?? setting('seconds'),
  memoryMiB: memoryMiB ?? setting('memoryMiB'),
});

const SUSPECT = 'it is damaged or malicious';

export const tooMuchTime = ({ seconds }: IsolationLimits): BraggsimError =>
  dataError({
    message: `reading this HDF5 file took longer than ${seconds} s and was stopped: ${SUSPECT}; if it needs that long, set ${VARIABLES.seconds} to more`,
    expected: `an answer within ${seconds} s`,
    remedy: `set ${VARIABLES.seconds} to more`,
  });

export const tooMuchMemory = ({ memoryMiB }: IsolationLimits): BraggsimError =>
  dataError({
    message: `reading this HDF5 file needs more memory than the ${memoryMiB} MiB that it may take: ${SUSPECT}; if its images are that large, set ${VARIABLES.memoryMiB} to more`,
    expected: `at most ${memoryMiB} MiB`,
    remedy: `set ${VARIABLES.memoryMiB} to more`,
  });

export const crashed = (cause?: unknown): BraggsimError =>
  dataError({
    message: `the HDF5 library failed on this file: ${SUSPECT}; check whether h5dump or h5py reads it, and rewrite it`,
    remedy: 'rewrite the file',
    cause,
  });

/** Reports that a script of the worker is not there, which says nothing about the file. */
export const withoutScript = (cause: Error): BraggsimError =>
  runFailure({
    message: `HDF5 files cannot be read, since a script of their reader is missing (${cause.message.split('\n')[0]}); install braggsim again, or build it with 'npm run build'`,
    remedy: 'install braggsim again',
    cause,
  });
