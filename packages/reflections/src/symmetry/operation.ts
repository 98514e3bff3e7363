import { dataError, type Mat3, type Vec3, vector } from '@braggsim/core';

/** A symmetry operation x' = R x + t in fractional coordinates. */
export interface SymmetryOperation {
  /** The rotation part R; its elements are whole numbers. */
  readonly rotation: Mat3;
  /** The translation t as fractions of the cell edges, in [0, 1). */
  readonly translation: Vec3;
}

export const IDENTITY: SymmetryOperation = { rotation: vector.IDENTITY, translation: [0, 0, 0] };

/** Translations of space groups are multiples of 1/24. */
const FRACTION = 24;

/** Reduces a fraction of a cell edge to [0, 1) and removes rounding errors. */
export const wrapped = (x: number): number =>
  (((Math.round(x * FRACTION) % FRACTION) + FRACTION) % FRACTION) / FRACTION;

/** Returns the operation that applies `b` first, then `a`. */
export function compose(a: SymmetryOperation, b: SymmetryOperation): SymmetryOperation {
  const [x, y, z] = applyTo(a, b.translation);
  return { rotation: vector.multiply(a.rotation, b.rotation), translation: [wrapped(x), wrapped(y), wrapped(z)] };
}

/** Applies an operation to a point in fractional coordinates. */
export const applyTo = ({ rotation, translation }: SymmetryOperation, point: Vec3): Vec3 =>
  vector.add(vector.transform(rotation, point), translation);

/** Returns a string that is the same for equal operations. */
export const keyOf = ({ rotation, translation }: SymmetryOperation): string =>
  `${rotation.map((x) => x + 0).join()} ${translation.map((x) => Math.round(x * FRACTION) % FRACTION).join()}`;

/** Returns the group that operations generate; no space group has more than 192 operations. */
export function closure(generators: readonly SymmetryOperation[]): SymmetryOperation[] {
  const LARGEST = 192;
  const distinct = new Map(generators.map((generator) => [keyOf(generator), generator]));
  const found = new Map([[keyOf(IDENTITY), IDENTITY]]);
  for (const operation of found.values()) {
    for (const generator of distinct.values()) {
      const product = compose(generator, operation);
      found.set(keyOf(product), product);
      if (found.size > LARGEST) throw dataError('the symmetry operations do not form a space group');
    }
  }
  return [...found.values()];
}

const AXES = 'xyz';
const TERM = /([+-]?)(?:(\d+(?:\.\d+)?)(?:\/(\d+))?\*?)?([xyz]?)/g;

/**
 * Parses an operation such as `-y,x-y,z+1/3`, ignoring case.
 *
 * @throws BraggsimError (`data`) for a text that is not an operation
 */
export function parseOperation(text: string): SymmetryOperation {
  const fault = () => dataError(`expected a symmetry operation such as -x,y+1/2,-z, found '${text.slice(0, 60)}'`);
  const parts = text
    .toLowerCase()
    .replaceAll(/[\s'"]/g, '')
    .split(',');
  if (parts.length !== 3) throw fault();
  const rotation: number[] = new Array(9).fill(0);
  const translation = parts.map((part, row) => {
    let [shift, read] = [0, 0];
    for (const [all, sign, top, bottom, axis] of part.matchAll(TERM)) {
      if (all === '') continue;
      read += all.length;
      const size = (sign === '-' ? -1 : 1) * (top === undefined ? 1 : Number(top) / Number(bottom ?? 1));
      if (axis) rotation[3 * row + AXES.indexOf(axis)] = (rotation[3 * row + AXES.indexOf(axis)] as number) + size;
      else if (top === undefined) throw fault();
      else shift += size;
    }
    if (read !== part.length || !Number.isFinite(shift)) throw fault();
    return wrapped(shift);
  }) as unknown as Vec3;
  const matrix = rotation as unknown as Mat3;
  if (rotation.some((x) => ![-1, 0, 1].includes(x)) || Math.abs(vector.determinant(matrix)) !== 1) throw fault();
  return { rotation: matrix, translation };
}

/** Formats an operation as in CIF files, `-y+1/2,x,z+3/4`; MTZ files use the same form in capitals. */
export function formatOperation({ rotation, translation }: SymmetryOperation): string {
  return translation
    .map((shift, row) => {
      const terms = [...AXES].map((axis, column) => {
        const size = rotation[3 * row + column] as number;
        return size === 0 ? '' : `${size < 0 ? '-' : '+'}${axis}`;
      });
      return `${terms.join('')}${fraction(shift)}`.replace(/^\+/, '');
    })
    .join(',');
}

function fraction(shift: number): string {
  const numerator = Math.round(shift * FRACTION);
  if (numerator === 0) return '';
  const divisor = [24, 12, 8, 6, 4, 3, 2, 1].find((d) => numerator % d === 0 && FRACTION % d === 0) as number;
  return `+${numerator / divisor}/${FRACTION / divisor}`;
}
