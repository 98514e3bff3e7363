import { readInput, readPackedInput, readText } from '@braggsim/core/node';
import type { InputFiles } from '../files/input-files';

/** Reads the files that an experiment names from a disk. */
export const diskInputs: InputFiles = { text: readText, bytes: readInput, unpacked: readPackedInput };
