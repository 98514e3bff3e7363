import { usageError } from '@braggsim/core';
import { readManifest, replayContext } from '@braggsim/dataset/node';

/**
 * Opens a plan for shots that are compared with those of a data set.
 *
 * @throws BraggsimError (`usage`) for the plan of another set
 */
export async function contextOfSet(plan: string, folder: string, plugins: readonly string[]) {
  const context = await replayContext(plan, plugins);
  const manifest = readManifest(folder);
  const { hashes } = context;
  if (manifest.plan === hashes.plan && manifest.layout === hashes.layout) return context;
  const what = manifest.plan === hashes.plan ? 'layout' : 'plan';
  throw usageError(
    `'${folder}' belongs to another ${what} than '${plan}': its hash is ${manifest[what]}, that of the file ${hashes[what]}`,
  );
}
