import { dataError, type Mat3, stageRequest, units, usageError, type Vec3, vector, type Warning } from '@braggsim/core';
import type { Compatibility, Crystal, WithWarnings } from '@braggsim/core/derived';
import { formatG } from '@braggsim/core/text';
import { type Basis, cellParameters, reciprocalVectors, type TypedCell, typedCell } from './cell';
import { givenRotation } from './given-rotation';
import { anglesOf, missetOf } from './misset';
import { neighboursOf } from './scatter/neighbours';
import { resolveDiffuse } from './scatter/resolve-diffuse';
import type { CrystalSection } from './sections';
import { type ShapeForm, shapeForm } from './shape-form';
import { cellCounts } from './size';

/** Quantities of other sections and files that a crystal depends on. */
export interface CrystalSurroundings {
  /** Central wavelength, m: an orientation matrix is in units of 1/wavelength. */
  readonly wavelength: number;
  /** Edge of the beam, m, to which the crystal is limited along b and c; not limited when null or absent. */
  readonly beamSize?: number | null;
  /** Content of the file that `crystal.matrix` names, see `parseMatrix`. */
  readonly matrix?: Mat3;
  /** Proper rotations of the structure factors' space group, as they act on indices. */
  readonly rotations?: readonly Mat3[];
}

/**
 * Resolves cell, orientation and size of a crystal (m; reciprocal vectors in 1/Å).
 *
 * @param compatibility compatibility options; correct physics where one is absent
 * @throws BraggsimError (`data`) without cell and matrix, (`usage`) when a field of the section is impossible
 */
export function resolveCrystal(
  section: CrystalSection,
  surroundings: CrystalSurroundings,
  compatibility: Partial<Compatibility> = {},
): WithWarnings<Crystal> {
  const cell = typedCell(section.cell);
  const rotation = givenRotation(section);
  const misset = rotation ? anglesOf(rotation) : missetOf(section, compatibility);
  const starting = startingVectors(cell, surroundings, compatibility);
  const oriented = vector.mapBasis(starting, (v) =>
    rotation ? vector.transform(rotation, v) : vector.rotateXYZ(v, ...misset),
  );
  const { direct, reciprocal, volume } = directLattice(oriented, cell);
  // The factor goes in before the lengths are taken: whole numbers of cells sit on an edge of the count below.
  const metres = vector.mapBasis(direct, (v) => vector.scale(v, units.fromAngstrom(1)));
  const size = cellCounts(section, metres.map(vector.length) as unknown as Vec3, surroundings.beamSize);
  const [a, b, c] = metres;
  const [aStar, bStar, cStar] = reciprocal;
  const shape = stageRequest(section.shape ?? 'square').kind;
  const near = neighboursOf(section, shape);
  const form = formOf(section, shape, size.value, { reciprocal, rotations: surroundings.rotations });
  return {
    value: {
      a,
      b,
      c,
      aStar,
      bStar,
      cStar,
      volumeA3: volume,
      cell: cellParameters(direct, reciprocal, volume),
      reciprocalCell: cellParameters(reciprocal, direct, 1 / volume),
      misset,
      cells: size.value,
      shape,
      fudge: fudgeOf(section),
      ...(isNormalized(section, shape) && { normalize: true }),
      ...(form && { shapeForm: form }),
      ...(near > 0 && { neighbours: near }),
      ...(section.diffuse && { diffuse: resolveDiffuse(section.diffuse, { a, aStar, bStar, cStar, shape }) }),
    },
    warnings: [...(cell && surroundings.matrix ? contradiction(cell, starting) : []), ...size.warnings],
  };
}

/** Returns the reciprocal vectors (1/A) before mis-setting. A matrix wins over the cell. */
function startingVectors(
  cell: TypedCell | undefined,
  { matrix, wavelength }: CrystalSurroundings,
  compatibility: Partial<Compatibility>,
): Basis {
  if (matrix)
    return vector.mapBasis(vector.columns(matrix), (v) => vector.scale(v, units.fromAngstrom(1) / wavelength));
  if (cell) return reciprocalVectors(cell, compatibility.cellReciprocal);
  throw dataError({
    message:
      'no unit cell: expected a cell or an orientation matrix, found neither; give crystal.cell (--cell) or crystal.matrix (--matrix)',
    expected: 'a cell or an orientation matrix',
    found: 'neither',
    remedy: 'give crystal.cell (--cell) or crystal.matrix (--matrix)',
  });
}

/** Largest relative difference of the edges of a given cell and of a matrix without a warning. */
const SAME_EDGES = 0.02;

/** Warns of a typed cell that stretches the one of a matrix: right for a matrix of another wavelength, and easily a mistake. */
function contradiction({ lengths }: TypedCell, reciprocal: Basis): Warning[] {
  const volume = Math.abs(vector.tripleProduct(reciprocal));
  const own = vector.crossProducts(reciprocal).map((v) => vector.length(v) / volume);
  if (own.every((length, i) => Math.abs(length / (lengths[i] as number) - 1) < SAME_EDGES)) return [];
  const shown = (edges: readonly number[]) => edges.map((x) => formatG(x, 4)).join(', ');
  const message = `the orientation matrix has edges of ${shown(own)} A at this wavelength, the cell of ${shown(lengths)} A: directions are those of the matrix, lengths those of the cell`;
  return [{ id: 'cell-unlike-matrix', message }];
}

/**
 * Returns the direct vectors (A) of three reciprocal ones, and the reciprocal vectors made again from them. A typed cell fixes
 * lengths and volume, the vectors fix directions, so that a.a* need not be exactly 1: the shape transforms of the C
 * program depend on it.
 */
function directLattice(given: Basis, cell: TypedCell | undefined) {
  const crossed = vector.crossProducts(given);
  const perVolume = cell ? 1 / cell.volume : vector.dot(given[0], crossed[0]);
  const volume = 1 / perVolume;
  const length = (i: 0 | 1 | 2) =>
    cell ? vector.scale(crossed[i], cell.lengths[i] / cell.volume / vector.length(crossed[i])) : crossed[i];
  // The last digits are those of the C program, which multiplies in this order.
  const direct = vector.mapBasis([length(0), length(1), length(2)], (v) => vector.scale(v, volume));
  const reciprocal = vector.mapBasis(vector.crossProducts(direct), (v) => vector.scale(v, perVolume));
  return { direct, reciprocal, volume };
}

/** Returns the form of the spots that `gauss-hkl` has of its own; other shapes follow from the numbers of cells. */
function formOf(
  { cellsOffDiagonal, shapeSymmetry = 'off' }: CrystalSection,
  shape: string,
  cells: Vec3,
  lattice: Pick<Parameters<typeof shapeForm>[0], 'reciprocal' | 'rotations'>,
): ShapeForm | undefined {
  const given = [cellsOffDiagonal && 'crystal.cellsOffDiagonal', shapeSymmetry !== 'off' && 'crystal.shapeSymmetry'];
  const field = given.find(Boolean);
  if (field && shape !== 'gauss-hkl') {
    throw usageError({
      message: `${field} is for the shape gauss-hkl, and the shape is ${shape}; choose gauss-hkl or leave ${field} out`,
      expected: 'the shape gauss-hkl',
      found: shape,
      remedy: `choose gauss-hkl or leave ${field} out`,
    });
  }
  const symmetry = shapeSymmetry === 'off' ? undefined : shapeSymmetry;
  return shapeForm({ cells, offDiagonal: cellsOffDiagonal, symmetry, ...lattice });
}

/** Shapes whose integral over a spot is known. */
const NORMALIZABLE = ['gauss', 'gauss-hkl', 'gauss-star', 'tophat', 'tophat-hkl'];

function isNormalized({ normalize = false, fudge }: CrystalSection, shape: string): boolean {
  if (!normalize) return false;
  const field = NORMALIZABLE.includes(shape) ? (fudge === 0 ? 'crystal.fudge' : undefined) : 'crystal.shape';
  if (field === undefined) return true;
  const found = field === 'crystal.fudge' ? '0' : shape;
  throw usageError({
    message: `crystal.normalize needs spots whose integral is known: expected the shape ${NORMALIZABLE.join(', ')} and a fudge above 0, found ${field} ${found}; leave crystal.normalize out (the shape square is right on scale by itself)`,
    expected: `one of ${NORMALIZABLE.join(', ')}, and a fudge above 0`,
    found: `${field} ${found}`,
    remedy: 'leave crystal.normalize out',
  });
}

function fudgeOf({ fudge = 1 }: CrystalSection): number {
  if (fudge >= 0 && Number.isFinite(fudge)) return fudge;
  throw usageError({
    message: `crystal.fudge must be 0 or more, not ${fudge}`,
    expected: '0 or more',
    found: `${fudge}`,
    remedy: 'leave it out: 1 is the usual value',
  });
}
