import { dataError, usageError } from '@braggsim/core';
import { baseName } from '@braggsim/core/text';
import type { Experiment } from '@braggsim/experiment';
import { detectorFormat, withDetectorFile, withDetectorMasks } from '@braggsim/experiment/files';

/** An experiment whose detector is described by its fields alone. */
export interface WithDetector {
  readonly experiment: Experiment;
  readonly warnings: readonly string[];
}

/** Returns the name, without its folder, of the file that describes the detector of an experiment; undefined where it names none. */
export const detectorFileOf = ({ detector }: Experiment): string | undefined =>
  detector?.model !== undefined && detectorFormat(detector.model) ? baseName(detector.model) : undefined;

/**
 * Puts the detector, beam and scan of the file that an experiment names as its detector into the experiment, as the command does, with the masks that
 * it names.
 *
 * @param text the content of that file; undefined where it is not open
 * @param isOpen whether a file of a name without folder is open
 * @throws BraggsimError (`data`) for a file that is not open or damaged, (`usage`) for one beside an orientation matrix
 */
export function withOpenedDetector(
  given: Experiment,
  text: string | undefined,
  isOpen: (name: string) => boolean,
): WithDetector {
  const { model } = given.detector ?? {};
  if (model === undefined || !detectorFormat(model)) return { experiment: given, warnings: [] };
  // The lab frame of the file, in which a matrix is, is not kept by the fields of a detector.
  if ([given.crystal, ...(given.crystals ?? [])].some((crystal) => crystal?.matrix !== undefined)) {
    throw usageError(`an orientation matrix beside the detector file '${model}' is read by the command alone`);
  }
  if (text === undefined) {
    throw dataError(`the experiment names the detector file '${model}', which is not open here: open both together`);
  }
  const files = { text: () => text, isThere: (_: string, file: string) => isOpen(baseName(file)) };
  const { value, warnings } = withDetectorMasks(files, withDetectorFile(files, given), model);
  return { experiment: value, warnings: warnings.map(({ message }) => message) };
}
