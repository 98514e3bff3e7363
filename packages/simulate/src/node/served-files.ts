import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { usageError } from '@braggsim/core';
import { fileBeside, readInput, type ServedFile } from '@braggsim/core/node';
import { besideFile } from '@braggsim/core/text';
import { filesOfExperiment } from '@braggsim/experiment';
import { detectorFormat, readExperimentFile } from '@braggsim/experiment/node';
import { filesOfMask } from '../images/described-masks';
import { openInspected } from './image-stacks';

const EXPERIMENT = /\.(ya?ml|json)$/i;
/** Texts that describe a detector, which may name masks. */
const DESCRIPTION = /\.(expt|geom|inp)$/i;
const HDF5 = /\.(h5|hdf5|nxs|hdf)$/i;

/** Lists the files beside an HDF5 file to which it refers. */
async function dataFiles(path: string): Promise<string[]> {
  const { file, facts } = await openInspected(path, {});
  await file.close();
  return [...(facts?.neighbours ?? []), ...(facts?.linked?.stacks ?? []).map((stack) => stack.file)];
}

/**
 * Adds the files of an experiment, which the page knows without their folders.
 *
 * @throws BraggsimError (`usage`) where it names a file of the same name in another folder
 */
async function addNamed(files: Map<string, string>, experiment: string): Promise<void> {
  const content = await readExperimentFile(experiment);
  const { model } = content.detector ?? {};
  const named = [...filesOfExperiment(content), ...(model !== undefined && detectorFormat(model) ? [model] : [])];
  // Files that describe a detector name masks beside them.
  const masks = named
    .filter((file) => DESCRIPTION.test(file) && existsSync(file))
    .flatMap((file) =>
      filesOfMask(file, readInput(file, 'mask')).flatMap((name) =>
        existsSync(besideFile(file, name)) ? fileBeside(file, name) : [],
      ),
    );
  for (const file of [...named, ...masks]) {
    const name = basename(file);
    const other = files.get(name);
    if (other !== undefined && resolve(other) !== resolve(file)) {
      throw usageError(
        `${experiment} names '${file}', and '${other}' is opened as well: the page tells files apart by their names without folders, so rename one of them`,
      );
    }
    files.set(name, file);
  }
}

/**
 * Lists files with those that they need, by the names under which the page of the viewer asks for them: the files of an experiment, and the
 * data files of an HDF5 file by the names that it gives them.
 *
 * @throws BraggsimError (`usage`) for a file that does not exist, and for files of an experiment that differ in their folders alone
 */
export async function servedFiles(paths: readonly string[]): Promise<ServedFile[]> {
  const files = new Map<string, string>();
  for (const [i, path] of paths.entries()) {
    if (!existsSync(path)) throw usageError(`there is no file '${path}'`);
    // Files of the same name in different folders are told apart by a folder of their number.
    const folder = files.has(basename(path)) ? `${i + 1}/` : '';
    files.set(folder + basename(path), path);
    if (EXPERIMENT.test(path)) await addNamed(files, path);
    if (!HDF5.test(path)) continue;
    for (const name of await dataFiles(path)) files.set(folder + name, fileBeside(path, name));
  }
  return [...files].map(([name, path]) => ({ name, path }));
}
