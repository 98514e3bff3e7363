import { dataError } from '../errors';
import { FORM_FACTORS } from './form-factor-table';

/**
 * The form factor of an atom at rest: f(s) = sum of a exp(-b s^2) in electrons, s = sin(theta)/lambda in 1/A, b in A^2.
 * The constant of the table is the last term, with b = 0.
 */
export interface FormFactor {
  readonly a: readonly number[];
  readonly b: readonly number[];
}

let table: ReadonlyMap<string, FormFactor> | undefined;
const formFactors = (): ReadonlyMap<string, FormFactor> => {
  table ??= new Map(
    FORM_FACTORS.trim()
      .split('\n')
      .map((line) => {
        const [label = '', ...words] = line.split(' ');
        const numbers = [...words.map(Number), 0];
        return [label, { a: numbers.filter((_, i) => i % 2 === 0), b: numbers.filter((_, i) => i % 2 === 1) }];
      }),
  );
  return table;
};

/**
 * Returns the form factor of an element, or of its ion where the table has that ion. Hydrogen is the bonded atom.
 *
 * @throws BraggsimError (`data`) for a symbol that is not an element up to californium
 */
export function formFactorOf(element: string, charge = 0): FormFactor {
  const ion = charge === 0 ? '' : `${element}${Math.abs(charge)}${charge > 0 ? '+' : '-'}`;
  const found = formFactors().get(ion) ?? formFactors().get(element);
  if (found) return found;
  throw dataError(
    `no X-ray form factor for '${element}': expected an element from H to Cf; correct its symbol or leave the atom out`,
  );
}

/**
 * Returns the atomic number of an element.
 *
 * @throws BraggsimError (`data`) for a symbol that is not an element up to californium
 */
export function atomicNumberOf(element: string): number {
  formFactorOf(element);
  // The table has all elements in their order, each once as a neutral atom.
  return [...formFactors().keys()].filter((label) => /^[A-Z][a-z]?$/.test(label)).indexOf(element) + 1;
}

/**
 * Returns the form factor of a free atom, as in gases: hydrogen is not drawn towards a neighbour.
 *
 * @throws BraggsimError (`data`) for a symbol that is not an element up to californium
 */
export const freeAtomFormFactor = (element: string): FormFactor => formFactorOf(element === 'H' ? "H'" : element);
