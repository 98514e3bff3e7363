import { type BraggsimError, dataError, usageError } from '@braggsim/core';
import { decimal } from '@braggsim/core/text';

/** What reading one image of a file, or what the file says about itself, may take. */
export interface IsolationLimits {
  /** Wall time; the worker is ended after that. */
  readonly seconds: number;
  /** Memory of the HDF5 library, MiB. */
  readonly memoryMiB: number;
}

/**
 * A frame of 64 million pixels takes some seconds on a slow machine, and twice its size besides its compressed bytes.
 * Neither grows with the file, of which one image is read at a time.
 */
const DEFAULTS: IsolationLimits = { seconds: 60, memoryMiB: 1024 };

/** Environment variables that set the limits. */
const VARIABLES = { seconds: 'BRAGGSIM_HDF5_SECONDS', memoryMiB: 'BRAGGSIM_HDF5_MIB' } as const;

function setting(limit: keyof IsolationLimits): number {
  const text = process.env[VARIABLES[limit]];
  if (text === undefined || text === '') return DEFAULTS[limit];
  const value = decimal(text);
  if (value !== undefined && value > 0) return value;
  throw usageError(`the environment variable ${VARIABLES[limit]} is a number above 0, not '${text}'`);
}

/**
 * The limits that were given, else those of the environment variables `BRAGGSIM_HDF5_SECONDS` and `BRAGGSIM_HDF5_MIB`, else
 * 60 s and 1024 MiB.
 *
 * @throws BraggsimError (`usage`) for a variable that is no number above 0
 */
export const isolationLimits = ({ seconds, memoryMiB }: Partial<IsolationLimits> = {}): IsolationLimits => ({
  seconds: seconds ?? setting('seconds'),
  memoryMiB: memoryMiB ?? setting('memoryMiB'),
});

const SUSPECT = 'it is damaged, or made to do harm';

export const tooMuchTime = ({ seconds }: IsolationLimits): BraggsimError =>
  dataError({
    message: `reading this HDF5 file took longer than ${seconds} s and was stopped: ${SUSPECT}; if it is meant to take that long, set ${VARIABLES.seconds} to more`,
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
    message: `the HDF5 library broke down over this file: ${SUSPECT}; see whether h5dump or h5py reads it, and write it afresh`,
    remedy: 'write the file afresh',
    cause,
  });
