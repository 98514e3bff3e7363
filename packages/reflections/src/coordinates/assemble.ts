import { dataError, type Mat3, vector, type Warning } from '@braggsim/core';
import type { WithWarnings } from '@braggsim/core/derived';
import { type CellSix, type Metric, metricOf } from '../metric';
import type { SpaceGroup } from '../symmetry/space-group';
import type { Atom, Model } from './model';
import { axesOf, isIdentity, type Placement, placedAtom } from './placement';

/** The contents of a model file, before they are brought into one form. */
export interface ModelParts {
  readonly cell: CellSix;
  readonly spaceGroup: SpaceGroup;
  /** Atoms of the first model in the file. */
  readonly atoms: readonly Atom[];
  readonly severalModels: boolean;
  /** Copies of all atoms that the file does not list (strict non-crystallographic symmetry). */
  readonly copies: readonly Placement[];
  /**
   * The transformation from the Cartesian coordinates of the file to fractions of the cell; undefined where the file
   * gives none.
   */
  readonly fractional?: Placement | undefined;
}

const MAX_ATOMS = 10_000_000;

/** The symbol that files give to atoms of unknown element. */
const UNKNOWN = 'X';

/**
 * Builds a model with all its atoms in the standard Cartesian frame (a along x, b in the xy plane). Every change to the
 * contents of the file is reported as a warning.
 *
 * @param name name of the file, for messages
 * @throws BraggsimError (`data`) when there are no atoms, or too many
 */
export function assembledModel(parts: ModelParts, name: string): WithWarnings<Model> {
  const { cell, spaceGroup, severalModels, fractional } = parts;
  const warnings: Warning[] = [];
  if (severalModels)
    warnings.push({ id: 'several-models', message: `${name} holds several models; the first one is used` });
  const listed = parts.atoms.filter(({ element }) => element !== UNKNOWN);
  const unknown = parts.atoms.length - listed.length;
  if (unknown > 0)
    warnings.push({ id: 'unknown-atoms', message: `${name}: ${unknown} atoms of unknown element (X) are left out` });
  if (listed.length === 0) throw dataError(`${name}: expected atoms, found none whose element is known`);
  const copies = parts.copies.filter((copy) => !isIdentity(copy));
  if (listed.length * (1 + copies.length) > MAX_ATOMS) {
    throw dataError(
      `${name}: ${listed.length} atoms and ${copies.length} copies of them are more than the ${MAX_ATOMS} atoms that are supported`,
    );
  }
  const atoms = [listed, ...copies.map((copy) => listed.map((atom) => placedAtom(atom, copy)))].flat();
  const axes = fractional ? axesOf(metricOf(cell), fractional) : 'usual';
  if (axes === 'contradiction') {
    const message = `${name}: its matrix to fractional coordinates belongs to another cell and is ignored`;
    warnings.push({ id: 'scale-contradicts-cell', message });
  }
  const onAxes = typeof axes === 'object' ? atoms.map((atom) => placedAtom(atom, axes)) : atoms;
  const byScale = axes === 'usual' && fractional ? placedByScale(atoms, metricOf(cell), fractional) : undefined;
  return { value: { cell, spaceGroup, atoms: onAxes, ...(byScale && { byScale }) }, warnings };
}

/** Largest difference between a matrix and the same matrix rounded to six decimals. */
const SCALE_DIGITS = 1e-6;

/**
 * Returns the atoms as placed by the matrix of the file; undefined where that matrix agrees with the cell to its last
 * digits.
 */
function placedByScale(
  atoms: readonly Atom[],
  { orthogonal, reciprocal }: Metric,
  fractional: Placement,
): Model['byScale'] {
  const largest = Math.max(...fractional.rotation.map((x, i) => Math.abs(x - (reciprocal.flat()[i] as number))));
  if (!(largest > SCALE_DIGITS)) return undefined;
  const toCartesian = orthogonal.flat() as unknown as Mat3;
  return {
    largest,
    atoms: atoms.map((atom) => {
      const place = vector.add(vector.transform(fractional.rotation, atom.position), fractional.shift);
      return { ...atom, position: vector.transform(toCartesian, place) };
    }),
  };
}
