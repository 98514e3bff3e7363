import { type Mat3, vector } from '@braggsim/core';

/** Groups of proper rotations, one for each Laue class, by their symbols in the usual setting (b unique for 2, hexagonal axes for 3 and 6). */
export const POINT_GROUPS = ['1', '2', '222', '4', '422', '3', '321', '312', '6', '622', '23', '432'] as const;
export type PointGroup = (typeof POINT_GROUPS)[number];

/** Symbols of the Laue classes and the proper rotations of each. */
export const LAUE_CLASSES = {
  '-1': '1',
  '2/m': '2',
  mmm: '222',
  '4/m': '4',
  '4/mmm': '422',
  '-3': '3',
  '-3m1': '321',
  '-31m': '312',
  '6/m': '6',
  '6/mmm': '622',
  'm-3': '23',
  'm-3m': '432',
} as const satisfies Readonly<Record<string, PointGroup>>;
export type LaueClass = keyof typeof LAUE_CLASSES;

/** Every symbol that names a group of proper rotations. */
export const GROUP_SYMBOLS = [...POINT_GROUPS, ...(Object.keys(LAUE_CLASSES) as LaueClass[])] as const;
export type GroupSymbol = (typeof GROUP_SYMBOLS)[number];

/** Returns the rotations of a symbol: that of a point group, or those of its Laue class. */
export const pointGroupOf = (symbol: GroupSymbol): PointGroup =>
  Object.hasOwn(LAUE_CLASSES, symbol) ? LAUE_CLASSES[symbol as LaueClass] : (symbol as PointGroup);

/** Two-fold axes along a, b and c of orthogonal axes, as they act on Miller indices. */
const TWO_A: Mat3 = [1, 0, 0, 0, -1, 0, 0, 0, -1];
const TWO_B: Mat3 = [-1, 0, 0, 0, 1, 0, 0, 0, -1];
const TWO_C: Mat3 = [-1, 0, 0, 0, -1, 0, 0, 0, 1];
const FOUR_C: Mat3 = [0, 1, 0, -1, 0, 0, 0, 0, 1];
/** (h, k, l) to (k, -h-k, l): three-fold axis along c of hexagonal axes. */
const THREE_C: Mat3 = [0, 1, 0, -1, -1, 0, 0, 0, 1];
const SIX_C: Mat3 = [1, 1, 0, -1, 0, 0, 0, 0, 1];
/** (h, k, l) to (l, h, k): three-fold axis along the diagonal of a cube. */
const THREE_DIAGONAL: Mat3 = [0, 0, 1, 1, 0, 0, 0, 1, 0];
/** (h, k, l) to (k, h, -l), and the same with h and k negative. */
const TWO_LONG: Mat3 = [0, 1, 0, 1, 0, 0, 0, 0, -1];
const TWO_SHORT: Mat3 = [0, -1, 0, -1, 0, 0, 0, 0, -1];

const GENERATORS: Readonly<Record<PointGroup, readonly Mat3[]>> = {
  '1': [],
  '2': [TWO_B],
  '222': [TWO_B, TWO_C],
  '4': [FOUR_C],
  '422': [FOUR_C, TWO_A],
  '3': [THREE_C],
  '321': [THREE_C, TWO_LONG],
  '312': [THREE_C, TWO_SHORT],
  '6': [SIX_C],
  '622': [SIX_C, TWO_LONG],
  '23': [TWO_B, TWO_C, THREE_DIAGONAL],
  '432': [FOUR_C, TWO_A, THREE_DIAGONAL],
};

/**
 * Returns the rotations of a point group as integer matrices that act on Miller indices: (h, k, l) as a column becomes the indices of
 * the equivalent reflection. The first is the identity.
 *
 * Source: International Tables for Crystallography A, general positions of P1 to P432.
 */
export function indexRotations(group: PointGroup): readonly Mat3[] {
  const found = new Map<string, Mat3>([[String(vector.IDENTITY), vector.IDENTITY]]);
  for (const rotation of found.values()) {
    for (const generator of GENERATORS[group]) {
      // Adding 0 makes -0 and 0 one key.
      const product = vector.multiply(generator, rotation).map((x) => x + 0) as unknown as Mat3;
      found.set(String(product), product);
    }
  }
  return [...found.values()];
}

/** Returns the symmetric 3 x 3 matrix of the scalar products of three vectors. */
export const metric = (basis: vector.Basis): Mat3 => {
  const rows = vector.fromRows(basis);
  return vector.multiply(rows, vector.transpose(rows));
};

/** Returns g^T W g, the quadratic form W of indices that a rotation g has turned. */
export const turnedForm = (form: Mat3, rotation: Mat3): Mat3 =>
  vector.multiply(vector.transpose(rotation), vector.multiply(form, rotation));

/**
 * Tells whether the lattice with these reciprocal vectors has all rotations of a group.
 *
 * @param tolerance largest difference of two products of vectors that the group makes equal, over the lengths of the vectors
 */
export function latticeHas(group: PointGroup, reciprocal: vector.Basis, tolerance = 1e-3): boolean {
  const products = metric(reciprocal);
  const lengths = reciprocal.map(vector.length);
  const scale = (i: number) => (lengths[Math.floor(i / 3)] as number) * (lengths[i % 3] as number);
  return indexRotations(group).every((rotation) =>
    turnedForm(products, rotation).every((x, i) => Math.abs(x - (products[i] as number)) <= tolerance * scale(i)),
  );
}
