import { dataError } from '@braggsim/core';
import type { WithWarnings } from '@braggsim/core/derived';
import { textOf } from '../files/text';
import { parseMmcifModel } from './mmcif-model';
import type { Model } from './model';
import { parsePdb } from './pdb';
import { isSmallMolecule, parseSmallMolecule } from './small-molecule';

const isCif = (text: string): boolean => /^\uFEFF?(?:\s|#[^\n\r]*[\n\r])*data_/i.test(text.slice(0, 4096));

/**
 * Reads a model from a PDB file, an mmCIF file or a CIF of a small molecule. The format is detected from the content.
 *
 * @param name name of the file, for messages
 * @throws BraggsimError (`data`) for a file of another kind, or with contents that cannot be read
 */
export function readModel(bytes: Uint8Array, name: string): WithWarnings<Model> {
  const text = textOf(bytes, name);
  if (text.startsWith('MTZ ')) {
    throw dataError(`${name} is a list of structure factors, not a model: give it with --mtz`);
  }
  if (!isCif(text)) return parsePdb(text, name);
  return isSmallMolecule(text) ? parseSmallMolecule(text, name) : parseMmcifModel(text, name);
}
