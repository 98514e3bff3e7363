import type { Algebra, Table, Triple } from '../algebra';
import { isVector, type Node } from '../graph/node';

/**
 * The order of floating-point operations where an emitter has a choice. Kernels for different instruction sets give the
 * same bytes because all of them use the order of this module (docs/numerics/native.md).
 */

/** The rule for rounding a product together with the addition that uses it. */
export interface FusionRule {
  /** Whether the kernel uses fused operations at all. */
  readonly allowed: boolean;
  readonly uses: ReadonlyMap<Node, number>;
  /** Tells whether the value of a node is already available, for example in a buffer. */
  readonly isHeld: (node: Node) => boolean;
}

/** Tells whether a node is a product that is fused with the addition that uses it: one that has no other use. */
export const isFusable = (node: Node, { allowed, uses, isHeld }: FusionRule): boolean =>
  allowed && node.op === 'mul' && isVector(node) && uses.get(node) === 1 && !isHeld(node);

/**
 * The computation of a sum or difference: the product that is fused, and the value that it is added to or subtracted
 * from.
 */
export interface Fusion {
  readonly product: Node;
  readonly other: Node;
}

/**
 * Returns the product that an addition or subtraction fuses; the second operand is preferred. Differences fuse only
 * their subtrahend, for which there is an instruction.
 */
export function fusionOf({ op, args }: Node, rule: FusionRule): Fusion | undefined {
  const [a, b] = args as [Node, Node];
  if (op !== 'add' && op !== 'sub') return undefined;
  if (isFusable(b, rule)) return { product: b, other: a };
  return op === 'add' && isFusable(a, rule) ? { product: a, other: b } : undefined;
}

/** Vector operations from which the position of a table value is computed. */
export interface PlaceSteps<T> {
  /** Returns a vector with the same number in all lanes. */
  splat(value: number): T;
  /** Returns `x` clamped between two numbers; NaN becomes the lower one. */
  clamp(x: T, low: number, high: number): T;
  add(a: T, b: T): T;
  sub(a: T, b: T): T;
  mul(a: T, b: T): T;
}

/** Edge of the block of table values that a stencil reads. */
export const STENCIL_EDGE = 4;

/**
 * Returns the offset of the value at three indices, each clamped to the table.
 *
 * @param block edge of the block of values that is read from there: 1 for a lookup
 */
export function tablePlace<T>(m: PlaceSteps<T>, { min, count }: Table, indices: Triple<T>, block: number): T {
  const along = (axis: 0 | 1 | 2): T => {
    const first = min[axis];
    const held = m.clamp(indices[axis], first, first + count[axis] - block);
    return first === 0 ? held : m.sub(held, m.splat(first));
  };
  const rows = m.add(m.mul(along(0), m.splat(count[1])), along(1));
  return m.add(m.mul(rows, m.splat(count[2])), along(2));
}

/**
 * The steps of adding a block of 4 x 4 x 4 table values. Rows of four values along the last axis are processed
 * together.
 */
export interface StencilSteps {
  /** Selects the weight of the next rows or planes. */
  weight(axis: 0 | 1, n: number): void;
  /** Adds a row of values times the weight to the sum of the plane, which the first row initializes. */
  row(i: number, j: number, isFirst: boolean): void;
  /** Adds the sum of the plane times the weight to the total, which the first plane initializes. */
  plane(i: number, isFirst: boolean): void;
}

const ALONG_EDGE = Array.from({ length: STENCIL_EDGE }, (_, n) => n);

/** Adds the values of a plane of a stencil in the common order. Additions of products are fused where that is allowed. */
export function addStencilPlane(steps: StencilSteps, i: number): void {
  for (const j of ALONG_EDGE) {
    steps.weight(1, j);
    steps.row(i, j, j === 0);
  }
  steps.weight(0, i);
  steps.plane(i, i === 0);
}

/** Adds the values of a stencil in the common order, up to four sums along the last axis. */
export function addStencil(steps: StencilSteps): void {
  for (const i of ALONG_EDGE) addStencilPlane(steps, i);
}

/**
 * Describes how the four sums along the last axis, times their weights, are combined: those of a list are added first,
 * then the lists from left to right. Vectors of two lanes hold two sums each, those of four lanes all.
 */
export const stencilEnd = (precision: 'float32' | 'float64'): readonly (readonly number[])[] => {
  const lanes = precision === 'float32' ? 4 : 2;
  return Array.from({ length: lanes }, (_, lane) => ALONG_EDGE.filter((n) => n % lanes === lane));
};

/** A sum and the rounding error that it has accumulated. */
export interface Compensated<T> {
  readonly sum: T;
  readonly excess: T;
}

/**
 * Adds a number to a compensated sum (W. Kahan, Commun. ACM 8 (1965) 40).
 *
 * @param keep stores a value that is used several times
 */
export function compensatedAdd<T>(
  m: Pick<Algebra<T>, 'add' | 'sub'> & { readonly keep: (value: T) => T },
  { sum, excess }: Compensated<T>,
  addend: T,
): Compensated<T> {
  const corrected = m.keep(m.sub(addend, excess));
  const before = m.keep(sum);
  const after = m.keep(m.add(before, corrected));
  return { sum: after, excess: m.sub(m.sub(after, before), corrected) };
}
