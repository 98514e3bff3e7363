import { type Mat3, usageError, type Vec3, vector } from '@braggsim/core';
import type { Crystal, DiffuseScattering } from '@braggsim/core/derived';
import { crystalAxes } from '../mosaic-distribution';
import { indexRotations, LAUE_CLASSES, latticeHas } from '../point-groups';
import type { CrystalSection } from '../sections';

type DiffuseSection = NonNullable<CrystalSection['diffuse']>;

/** Largest deviation of the products of two principal axes from 0 or 1. */
const ORTHONORMAL = 1e-6;
const HALF = Math.SQRT1_2;

const FRAMES: Readonly<Record<'abc' | 'diagonal', Mat3>> = {
  abc: vector.IDENTITY,
  diagonal: [HALF, -HALF, 0, HALF, HALF, 0, 0, 0, 1],
};

/** Shapes that are exactly zero outside their spots. */
const SHARP: readonly string[] = ['tophat', 'tophat-hkl'];

const shown = (values: readonly number[]): string => values.join(', ');

function threeOf(field: 'gammaA' | 'sigmaA', value: number | Vec3 | undefined): Vec3 {
  const path = `crystal.diffuse.${field}`;
  if (value === undefined) {
    throw usageError({
      message: `crystal.diffuse has no ${field}: expected one length (A) or three, found none; give ${path}`,
      expected: 'one length or three',
      found: 'none',
      remedy: `give ${path}`,
    });
  }
  const three: Vec3 = typeof value === 'number' ? [value, value, value] : value;
  const isAllowed = (x: number) => Number.isFinite(x) && (field === 'gammaA' ? x > 0 : x >= 0);
  if (three.length === 3 && three.every(isAllowed)) return three;
  const expected = field === 'gammaA' ? 'lengths above 0' : 'lengths of 0 or more';
  throw usageError({
    message: `${path} must be one or three ${expected}, not ${shown(three)}; correct it, or leave crystal.diffuse out`,
    expected,
    found: shown(three),
    remedy: 'correct it, or leave crystal.diffuse out',
  });
}

/**
 * Returns the principal axes as rows, on those of the crystal.
 *
 * @throws BraggsimError (`usage`) for axes that are not orthonormal
 */
function frameOf(frame: DiffuseSection['frame'] = 'abc'): Mat3 {
  if (typeof frame === 'string') return FRAMES[frame];
  const rows = frame as unknown as Mat3;
  const products = vector.multiply(rows, vector.transpose(rows));
  const largest = Math.max(...products.map((x, i) => Math.abs(x - (vector.IDENTITY[i] as number))));
  if (frame.length === 9 && largest <= ORTHONORMAL) return rows;
  throw usageError({
    message: `crystal.diffuse.frame must be three perpendicular axes of length 1, row by row, not ${shown(frame)}; correct them, or take abc or diagonal`,
    expected: 'three perpendicular axes of length 1',
    found: shown(frame),
    remedy: 'correct them, or take abc or diagonal',
  });
}

/**
 * Returns the rotations of indices by which diffuse scattering is averaged; undefined without averaging.
 *
 * @throws BraggsimError (`usage`) for a Laue class that the lattice does not have
 */
function rotationsOf(laue: DiffuseSection['laue'] = 'off', reciprocal: vector.Basis): readonly Mat3[] | undefined {
  if (laue === 'off') return undefined;
  const group = LAUE_CLASSES[laue];
  if (latticeHas(group, reciprocal)) return indexRotations(group);
  throw usageError({
    message: `crystal.diffuse.laue is ${laue}, and the cell does not have its rotations; expected a Laue class that leaves the cell as it is; choose another class, off, or correct crystal.cell`,
    expected: 'a Laue class that leaves the cell as it is',
    found: laue,
    remedy: 'choose another class, off, or correct crystal.cell',
  });
}

/**
 * Resolves the diffuse scattering of a crystal.
 *
 * @param crystal axes, shape and reciprocal vectors (1/A) of the crystal
 * @throws BraggsimError (`usage`) for fields that are missing, impossible or contradict each other
 */
export function resolveDiffuse(
  section: DiffuseSection,
  { a, aStar, bStar, cStar, shape }: Pick<Crystal, 'a' | 'aStar' | 'bStar' | 'cStar' | 'shape'>,
): DiffuseScattering {
  const { stencil = 1, orders = 1, attenuates = 'diffuse', form = 'liquid', bragg = true } = section;
  if (SHARP.includes(shape)) {
    throw usageError({
      message: `crystal.diffuse goes with shapes that have a transform everywhere, and crystal.shape is ${shape}; choose square, gauss-hkl or another shape without edges`,
      expected: 'a shape without edges',
      found: shape,
      remedy: 'choose square, gauss-hkl or another shape without edges',
    });
  }
  if (form === 'diffbragg' && orders !== 1) {
    throw usageError({
      message: `crystal.diffuse.form diffbragg has the first order alone, and crystal.diffuse.orders is ${orders}; leave orders out, or take the form liquid`,
      expected: '1',
      found: String(orders),
      remedy: 'leave orders out, or take the form liquid',
    });
  }
  const [gamma, sigma] = [threeOf('gammaA', section.gammaA), threeOf('sigmaA', section.sigmaA)];
  const axes = vector.multiply(frameOf(section.frame), vector.fromRows(crystalAxes({ a, cStar })));
  const rotations = rotationsOf(section.laue, [aStar, bStar, cStar]);
  return {
    gamma,
    sigma,
    toAxes: vector.multiply(axes, vector.transpose(vector.fromRows([aStar, bStar, cStar]))),
    ...(rotations && { rotations }),
    stencil,
    orders,
    attenuates: bragg || attenuates !== 'both' ? attenuates : 'diffuse',
    form,
    bragg,
  };
}
