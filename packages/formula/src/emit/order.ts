import type { Algebra, Table, Triple } from '../algebra';
import { isVector, type Node } from '../graph/node';

/**
 * The order of floating-point operations where an emitter could choose. Kernels of different instruction sets give the
 * same bytes because they all take it from here (docs/numerics/native.md).
 */

/** Whether a product may be rounded together with the addition that uses it. */
export interface FusionRule {
  /** Whether the kernel fuses at all. */
  readonly allowed: boolean;
  readonly uses: ReadonlyMap<Node, number>;
  /** Whether the value of the node exists already, for example in a buffer. */
  readonly isHeld: (node: Node) => boolean;
}

/** Says whether a node is a product that is fused with the addition that uses it: one that nothing else uses. */
export const isFusable = (node: Node, { allowed, uses, isHeld }: FusionRule): boolean =>
  allowed && node.op === 'mul' && isVector(node) && uses.get(node) === 1 && !isHeld(node);

/** How a sum or difference is computed: a product of it that is fused, and what it is added to or subtracted from. */
export interface Fusion {
  readonly product: Node;
  readonly other: Node;
}

/**
 * The product that an addition or subtraction fuses; the second operand goes first. Differences fuse their subtrahend
 * only, for which there is an instruction.
 */
export function fusionOf({ op, args }: Node, rule: FusionRule): Fusion | undefined {
  const [a, b] = args as [Node, Node];
  if (op !== 'add' && op !== 'sub') return undefined;
  if (isFusable(b, rule)) return { product: b, other: a };
  return op === 'add' && isFusable(a, rule) ? { product: a, other: b } : undefined;
}

/** Vector operations from which the place of a table value is computed. */
export interface PlaceSteps<T> {
  /** The same number in all lanes. */
  splat(value: number): T;
  /** `x` held between two numbers; NaN becomes the lower one. */
  clamp(x: T, low: number, high: number): T;
  add(a: T, b: T): T;
  sub(a: T, b: T): T;
  mul(a: T, b: T): T;
}

/** Edge of the block of table values that a stencil reads. */
export const STENCIL_EDGE = 4;

/**
 * Number of values ahead of that at three indices, each held within the table.
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

/** What adding up a block of 4 x 4 x 4 table values consists of. Rows of four values along the last axis go together. */
export interface StencilSteps {
  /** Takes the weight of the next rows or planes. */
  weight(axis: 0 | 1, n: number): void;
  /** Adds a row of values times the weight to the plane's sum, which the first one begins. */
  row(i: number, j: number, isFirst: boolean): void;
  /** Adds the plane's sum times the weight to the total, which the first one begins. */
  plane(i: number, isFirst: boolean): void;
}

const ALONG_EDGE = Array.from({ length: STENCIL_EDGE }, (_, n) => n);

/** The order in which the values of a plane of a stencil are added. Additions of products are fused where that is allowed. */
export function addStencilPlane(steps: StencilSteps, i: number): void {
  for (const j of ALONG_EDGE) {
    steps.weight(1, j);
    steps.row(i, j, j === 0);
  }
  steps.weight(0, i);
  steps.plane(i, i === 0);
}

/** The order in which the values of a stencil are added, up to four sums along the last axis. */
export function addStencil(steps: StencilSteps): void {
  for (const i of ALONG_EDGE) addStencilPlane(steps, i);
}

/**
 * How the four sums along the last axis, times their weights, make one: those of a list are added first, then the lists
 * from left to right. Vectors of two lanes take two each, those of four all.
 */
export const stencilEnd = (precision: 'float32' | 'float64'): readonly (readonly number[])[] => {
  const lanes = precision === 'float32' ? 4 : 2;
  return Array.from({ length: lanes }, (_, lane) => ALONG_EDGE.filter((n) => n % lanes === lane));
};

/** A sum and what rounding has added to it so far. */
export interface Compensated<T> {
  readonly sum: T;
  readonly excess: T;
}

/**
 * Adds a number to a compensated sum (W. Kahan, Commun. ACM 8 (1965) 40).
 *
 * @param keep makes a value that is used several times available
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
