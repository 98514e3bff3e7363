import { dataError, type Vec3 } from '@braggsim/core';

/** x' = R x + t in fractional coordinates. */
export interface SymmetryOperation {
  /** Row by row; whole numbers. */
  readonly rotation: readonly number[];
  /** Fractions of the cell edges, in [0, 1). */
  readonly translation: Vec3;
}

export const IDENTITY: SymmetryOperation = { rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1], translation: [0, 0, 0] };

/** Translations of space groups are whole numbers of these. */
const FRACTION = 24;

/** The fraction of a cell edge in [0, 1), freed from rounding. */
export const wrapped = (x: number): number =>
  (((Math.round(x * FRACTION) % FRACTION) + FRACTION) % FRACTION) / FRACTION;

const at = (m: readonly number[], row: number, column: number) => m[3 * row + column] as number;

/** First `b`, then `a`. */
export function compose(a: SymmetryOperation, b: SymmetryOperation): SymmetryOperation {
  const rotation = Array.from({ length: 9 }, (_, i) => {
    const [row, column] = [Math.floor(i / 3), i % 3];
    return (
      at(a.rotation, row, 0) * at(b.rotation, 0, column) +
      at(a.rotation, row, 1) * at(b.rotation, 1, column) +
      at(a.rotation, row, 2) * at(b.rotation, 2, column)
    );
  });
  const moved = applyTo(a, b.translation);
  return { rotation, translation: [wrapped(moved[0]), wrapped(moved[1]), wrapped(moved[2])] };
}

/** The image of a point in fractional coordinates. */
export function applyTo({ rotation: r, translation: t }: SymmetryOperation, [x, y, z]: Vec3): Vec3 {
  return [
    at(r, 0, 0) * x + at(r, 0, 1) * y + at(r, 0, 2) * z + t[0],
    at(r, 1, 0) * x + at(r, 1, 1) * y + at(r, 1, 2) * z + t[1],
    at(r, 2, 0) * x + at(r, 2, 1) * y + at(r, 2, 2) * z + t[2],
  ];
}

/** A name by which equal operations are equal. */
export const keyOf = ({ rotation, translation }: SymmetryOperation): string =>
  `${rotation.map((x) => x + 0).join()} ${translation.map((x) => Math.round(x * FRACTION) % FRACTION).join()}`;

/** All operations that follow from some of them; no space group has more than 192. */
export function closure(generators: readonly SymmetryOperation[]): SymmetryOperation[] {
  const LARGEST = 192;
  const distinct = new Map(generators.map((generator) => [keyOf(generator), generator]));
  const found = new Map([[keyOf(IDENTITY), IDENTITY]]);
  for (const operation of found.values()) {
    for (const generator of distinct.values()) {
      const product = compose(generator, operation);
      found.set(keyOf(product), product);
      if (found.size > LARGEST) throw dataError('the symmetry operations form no space group');
    }
  }
  return [...found.values()];
}

const AXES = 'xyz';
const TERM = /([+-]?)(?:(\d+(?:\.\d+)?)(?:\/(\d+))?\*?)?([xyz]?)/g;

/**
 * Reads an operation such as `-y,x-y,z+1/3` in any case.
 *
 * @throws BraggsimError (`data`) when it is none
 */
export function parseOperation(text: string): SymmetryOperation {
  const fault = () => dataError(`expected a symmetry operation such as -x,y+1/2,-z, found '${text.slice(0, 60)}'`);
  const parts = text
    .toLowerCase()
    .replaceAll(/[\s'"]/g, '')
    .split(',');
  if (parts.length !== 3) throw fault();
  const rotation = new Array<number>(9).fill(0);
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
  if (rotation.some((x) => ![-1, 0, 1].includes(x)) || Math.abs(determinant(rotation)) !== 1) throw fault();
  return { rotation, translation };
}

const determinant = (m: readonly number[]): number =>
  at(m, 0, 0) * (at(m, 1, 1) * at(m, 2, 2) - at(m, 1, 2) * at(m, 2, 1)) -
  at(m, 0, 1) * (at(m, 1, 0) * at(m, 2, 2) - at(m, 1, 2) * at(m, 2, 0)) +
  at(m, 0, 2) * (at(m, 1, 0) * at(m, 2, 1) - at(m, 1, 1) * at(m, 2, 0));

/** The spelling that CIF files use, and MTZ files in capitals: `-y+1/2,x,z+3/4`. */
export function formatOperation({ rotation, translation }: SymmetryOperation): string {
  return translation
    .map((shift, row) => {
      const terms = [...AXES].map((axis, column) => {
        const size = at(rotation, row, column);
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
