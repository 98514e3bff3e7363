import { dataError, type Warning } from '@braggsim/core';
import type { WithWarnings } from '@braggsim/core/derived';
import { formFactorOf } from '@braggsim/core/form-factors';
import { textOf } from '../files/text';
import { parseMmcifModel } from './mmcif-model';
import { ionLabel, type Model } from './model';
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
  const { value, warnings } = parserOf(text)(text, name);
  return { value, warnings: [...warnings, ...unknownIons(value, name)] };
}

const parserOf = (text: string) => {
  if (!isCif(text)) return parsePdb;
  return isSmallMolecule(text) ? parseSmallMolecule : parseMmcifModel;
};

/** Warns of charges for which no form factor is listed. */
function unknownIons({ atoms }: Model, name: string): Warning[] {
  const unknown = atoms.filter(
    ({ element, charge }) => charge !== 0 && formFactorOf(element, charge) === formFactorOf(element),
  );
  return [...new Set(unknown.map(ionLabel))].map((ion) => ({
    id: 'unknown-ion',
    message: `${name}: the form factor of ${ion} is not known; that of the neutral atom is used`,
  }));
}
