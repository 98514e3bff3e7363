import { readInput, readPackedInput, readText } from '@braggsim/core/node';
import type { InputFiles } from '../files/input-files';
import { keptFactors } from './kept-factors';

const DISK = { text: readText, bytes: readInput, unpacked: readPackedInput } as const;

/** Reads the files that an experiment names from a disk, and calculates the amplitudes of models each time. */
export const calculatingInputs: InputFiles = DISK;

/** Reads the files that an experiment names from a disk. */
export const diskInputs: InputFiles = { ...DISK, modelFactors: keptFactors };
