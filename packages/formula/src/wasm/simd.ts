import type { Table } from '../algebra';
import { type FusionRule, fusionOf, isFusable } from '../emit/order';
import { type Arithmetic, isVector, type Node } from '../graph/node';
import type { Code } from './code';
import { type Emitter, emitter, type Held } from './held';
import { emitLookup, emitStencil, type TableReader } from './tables';

/** The scopes of the parts of an expression: vectors, and scalars spread over the lanes. */
export interface VectorFrames {
  readonly vectors: Held;
  readonly splats: Held;
}

export interface VectorOptions {
  readonly format: 'f32x4' | 'f64x2';
  /** Whether multiplications are fused with additions by relaxed SIMD, whose last bits differ between machines. */
  readonly relaxed: boolean;
  readonly uses: ReadonlyMap<Node, number>;
  readonly scalars: Emitter;
  /** The float64 halves that `narrow` joins, in `mixed`. */
  readonly halves: readonly Emitter[];
  readonly addressOf: (table: Table) => number;
  /** Returns the scalars whose values of two iterations are the lanes, with the operations of scalars; absent for pixels. */
  readonly scalarLanes?: (node: Node) => boolean;
  /** Address of `STENCIL_SCRATCH` bytes that stencils use. */
  readonly scratchAt: number;
}

export interface VectorEmitter extends Emitter {
  /** Pushes value + addend, fused if the value is a product. */
  emitPlus(node: Node, addend: () => void): void;
  /** Pushes whether a < b in any lane, an i32. */
  emitAnyLess(a: Node, b: Node): void;
}

/**
 * Names of instructions. pmin and pmax are single instructions; min and max, which treat NaN and -0 specially, are
 * eight.
 */
const NAMES = {
  add: 'add',
  sub: 'sub',
  mul: 'mul',
  div: 'div',
  neg: 'neg',
  abs: 'abs',
  min: 'pmin',
  max: 'pmax',
  sqrt: 'sqrt',
  nearest: 'nearest',
  floor: 'floor',
} as const satisfies Partial<Record<Arithmetic, string>>;

/** Names of instructions for scalars, which need the operations that treat NaN and -0 specially. */
const SCALAR_NAMES = { ...NAMES, min: 'min', max: 'max' } as const;

/** Lanes of a shuffle that joins the first two float32 of both halves. */
const JOIN_HALVES = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];

/** Creates an emitter of vectors of float32 or float64. */
export function vectorEmitter(code: Code, frames: VectorFrames, o: VectorOptions): VectorEmitter {
  const { format, relaxed } = o;
  const lanes = format === 'f32x4' ? 4 : 2;
  const inLanes = o.scalarLanes ?? isVector;
  const frameOf = (node: Node): Held => (inLanes(node) ? frames.vectors : frames.splats);

  const fusing: FusionRule = {
    allowed: relaxed,
    uses: o.uses,
    isHeld: (node) => frameOf(node).find(node) !== undefined,
  };
  const multiplyAdd = (factors: () => void, addend: () => void): void => {
    factors();
    if (!relaxed) code.op(`${format}.mul`);
    addend();
    code.op(relaxed ? `${format}.relaxed_madd` : `${format}.add`);
  };
  const emitFactors = (product: Node) => () => product.args.forEach(vectors.emit);
  const emitPlus = (node: Node, addend: () => void): void => {
    if (isFusable(node, fusing)) {
      multiplyAdd(emitFactors(node), addend);
      return;
    }
    vectors.emit(node);
    addend();
    code.op(`${format}.add`);
  };
  const reader: TableReader = {
    code,
    format,
    lanes,
    addressOf: o.addressOf,
    scratchAt: o.scratchAt,
    emit: (node) => vectors.emit(node),
    multiplyAdd,
  };

  const splat = (node: Node): void => {
    o.scalars.emit(node);
    if (lanes === 4) code.op('f32.demote_f64');
    code.op(`${format}.splat`);
  };

  const computeVector = (node: Node): void => {
    const [a, b, yes, no] = node.args as [Node, Node, Node, Node];
    const fusion = fusionOf(node, fusing);
    if (fusion) {
      emitFactors(fusion.product)();
      vectors.emit(fusion.other);
      code.op(`${format}.${node.op === 'add' ? 'relaxed_madd' : 'relaxed_nmadd'}`);
      return;
    }
    switch (node.op) {
      case 'ifLess':
        for (const x of [yes, no, a, b]) vectors.emit(x);
        code.op(`${format}.lt`).op('v128.bitselect');
        return;
      case 'powerOfTwo':
        if (o.scalarLanes) throw new Error('a power of two of scalars has no vector instruction');
        // Next to 2^23 (2^52) a whole number occupies the last bits, from where it is shifted to the exponent.
        vectors.emit(a);
        if (lanes === 4)
          code
            .splat(format, 2 ** 23 + 127)
            .op('f32x4.add')
            .i32(23)
            .op('i32x4.shl');
        else
          code
            .splat(format, 2 ** 52 + 1023)
            .op('f64x2.add')
            .i32(52)
            .op('i64x2.shl');
        return;
      case 'narrow':
        for (const half of o.halves) {
          half.emit(a);
          code.op('f32x4.demote_f64x2_zero');
        }
        code.op('i8x16.shuffle', ...JOIN_HALVES);
        return;
      case 'lookup':
        emitLookup(reader, node);
        return;
      case 'stencil':
        emitStencil(reader, node);
        return;
      case 'input':
      case 'sum':
      case 'constant':
      case 'partials':
        throw new Error(`no value is held for ${node.op} '${node.name}' at this loop level`);
    }
    node.args.forEach(vectors.emit);
    // Only float64 has scalars in its lanes.
    code.op(o.scalarLanes ? `f64x2.${SCALAR_NAMES[node.op]}` : `${format}.${NAMES[node.op]}`);
  };

  const compute = (node: Node): void => {
    if (node.op === 'constant') code.splat(format, node.value);
    else if (inLanes(node)) computeVector(node);
    else splat(node);
  };
  const vectors: Emitter = emitter(code, 'v128', o.uses, frameOf, compute);
  const emitAnyLess = (a: Node, b: Node): void => {
    vectors.emit(a);
    vectors.emit(b);
    code.op(`${format}.lt`).op('v128.any_true');
  };
  return { ...vectors, emitPlus, emitAnyLess };
}
