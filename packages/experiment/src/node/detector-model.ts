import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type { WithWarnings } from '@braggsim/core/derived';
import { readText } from '@braggsim/core/node';
import type { Experiment } from '../experiment';
import { withDetectorFile as withFile, withDetectorMasks as withMasks } from '../files/detector-model';

/**
 * Returns the experiment with the detector that its model names, as `withDetectorFile` of `@braggsim/experiment/files` does, read from a disk.
 *
 * @param omitted sections of the experiment that do not count, of which the scan can be in such a file
 * @throws BraggsimError (`data`) when the file cannot be read
 */
export const withDetectorFile = (experiment: Experiment, omitted: readonly string[] = []): Experiment =>
  withFile({ text: readText }, experiment, omitted);

/**
 * Returns the experiment with the masks that its detector file names in files beside it, and what of that file is not simulated.
 *
 * @throws BraggsimError (`data`) when the file cannot be read
 */
export const withDetectorMasks = (experiment: Experiment, model: unknown): WithWarnings<Experiment> =>
  withMasks(
    {
      text: readText,
      isThere: (path, file) => existsSync(isAbsolute(file) ? file : join(dirname(path), file)),
    },
    experiment,
    model,
  );
