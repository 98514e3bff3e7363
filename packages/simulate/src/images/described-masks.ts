import { extensionOf, inFile } from '@braggsim/core/text';
import { readXdsMask } from '@braggsim/detector-io/geometry';
import { type DescribedMask, readExptMask, readGeomMask } from '@braggsim/detector-io/masks';

const DESCRIBED: Readonly<Record<string, (text: string) => DescribedMask>> = {
  '.expt': readExptMask,
  '.geom': readGeomMask,
  '.inp': readXdsMask,
};

/** Tells whether a mask file is a text that describes a detector, which may name further files. */
export const isDescribed = (path: string): boolean => Object.hasOwn(DESCRIBED, extensionOf(path));

/** Reads what a text that describes a detector says of masks. @throws BraggsimError (`data`) that names the file */
export const describedMask = (path: string, text: string): DescribedMask =>
  inFile(path, () => (DESCRIBED[extensionOf(path)] as (typeof DESCRIBED)[string])(text));

/**
 * Lists the mask files that a mask file names, as it names them: only texts that describe a detector name any.
 *
 * @throws BraggsimError (`data`) for a text that cannot be read
 */
export function filesOfMask(path: string, bytes: Uint8Array): readonly string[] {
  if (!isDescribed(path)) return [];
  const { panels, staticFile } = describedMask(path, new TextDecoder().decode(bytes));
  const files = [...panels.flatMap(({ datasets }) => datasets.map(({ file }) => file)), staticFile];
  return [...new Set(files)].filter((file) => file !== undefined);
}
