import type { Table } from '../algebra';
import { addStencilPlane, type PlaceSteps, STENCIL_EDGE, stencilEnd, tablePlace } from '../emit/order';
import type { Node } from '../graph/node';
import type { Code, Local } from './code';

/** The parts of a vector format that reading a table needs. */
export interface TableReader {
  readonly code: Code;
  readonly format: 'f32x4' | 'f64x2';
  readonly lanes: 4 | 2;
  /** Returns the address of the first value; values have the width of a lane. */
  readonly addressOf: (table: Table) => number;
  /** Address of the bytes that stencils use. */
  readonly scratchAt: number;
  readonly emit: (node: Node) => void;
  /** Replaces a, b and the addend on the stack by a b + addend, fused where that is allowed. */
  readonly multiplyAdd: (factors: () => void, addend: () => void) => void;
}

const shuffleBytes = (laneBytes: number, lanes: readonly number[]): number[] =>
  lanes.flatMap((lane) => Array.from({ length: laneBytes }, (_, i) => lane * laneBytes + i));

/** Next to these numbers a smaller whole number occupies the last bits of a float. */
const WHOLE_F32 = 2 ** 23;
const WHOLE_F64 = 2 ** 52;

/** Returns the i32 lane that holds the offset of a lane. */
const offsetLane = (lanes: 4 | 2, lane: number): number => (lanes === 4 ? lane : 2 * lane);

/** Writes instructions that leave a value on the stack. */
type Push = () => void;

/**
 * Creates the steps in floating point, where whole numbers are exact. With these comparisons NaN becomes the lower end.
 */
function placeSteps({ code, format }: TableReader): PlaceSteps<Push> {
  const binary = (name: 'add' | 'sub' | 'mul') => (a: Push, b: Push) => () => {
    a();
    b();
    code.op(`${format}.${name}`);
  };
  return {
    splat: (value) => () => void code.splat(format, value),
    clamp: (x, low, high) => () => {
      code.splat(format, high).splat(format, low);
      x();
      code.op(`${format}.pmax`).op(`${format}.pmin`);
    },
    add: binary('add'),
    sub: binary('sub'),
    mul: binary('mul'),
  };
}

/**
 * Returns the byte offset of the table value at three indices, each clamped to the table, in i32 lanes. The position is
 * read from the last bits of a floating-point number, since conversions take several instructions on most machines.
 */
function offsets(r: TableReader, table: Table, indices: readonly Node[], block: number): Local {
  const { code, format } = r;
  const size = table.count[0] * table.count[1] * table.count[2];
  if (r.lanes === 4 && size > WHOLE_F32) {
    throw new Error(`table '${table.name}' has ${size} values; single precision counts to ${WHOLE_F32} only`);
  }
  const [i, j, k] = indices.map((index) => () => r.emit(index)) as [Push, Push, Push];
  tablePlace(placeSteps(r), table, [i, j, k], block)();
  const result = code.local('v128');
  if (r.lanes === 4)
    code
      .splat(format, WHOLE_F32)
      .op('f32x4.add')
      .i32(WHOLE_F32 - 1)
      .op('i32x4.splat')
      .op('v128.and');
  else code.splat(format, WHOLE_F64).op('f64x2.add');
  code
    .i32(Math.log2(16 / r.lanes))
    .op(r.lanes === 4 ? 'i32x4.shl' : 'i64x2.shl')
    .set(result);
  return result;
}

/** Emits the code of a lookup, which reads the value of a table at the indices of each SIMD lane. */
export function emitLookup(r: TableReader, node: Node): void {
  const { code } = r;
  const table = node.table as Table;
  const at = offsets(r, table, node.args, 1);
  const gathered = code.local('v128');
  const base = r.addressOf(table);
  const [loadFirst, loadLane] =
    r.lanes === 4
      ? (['v128.load32_zero', 'v128.load32_lane'] as const)
      : (['v128.load64_zero', 'v128.load64_lane'] as const);
  code.get(at).op('i32x4.extract_lane', 0).memory(loadFirst, base);
  for (let lane = 1; lane < r.lanes; lane++) {
    code
      .set(gathered)
      .get(at)
      .op('i32x4.extract_lane', offsetLane(r.lanes, lane))
      .get(gathered)
      .memory(loadLane, base, lane);
  }
}

/** Transposes rows to columns: as many vectors as lanes, in new local variables. */
function transpose({ code, lanes }: TableReader, rows: readonly Local[]): Local[] {
  const laneBytes = 16 / lanes;
  const pick = (a: Local, b: Local, pattern: readonly number[]): Local => {
    const result = code.local('v128');
    code
      .get(a)
      .get(b)
      .op('i8x16.shuffle', ...shuffleBytes(laneBytes, pattern))
      .set(result);
    return result;
  };
  if (lanes === 2) {
    const [a, b] = rows as [Local, Local];
    return [pick(a, b, [0, 2]), pick(a, b, [1, 3])];
  }
  const [a, b, c, d] = rows as [Local, Local, Local, Local];
  const [abLow, abHigh] = [pick(a, b, [0, 4, 1, 5]), pick(a, b, [2, 6, 3, 7])];
  const [cdLow, cdHigh] = [pick(c, d, [0, 4, 1, 5]), pick(c, d, [2, 6, 3, 7])];
  const [even, odd] = [[0, 1, 4, 5] as const, [2, 3, 6, 7] as const];
  return [pick(abLow, cdLow, even), pick(abLow, cdLow, odd), pick(abHigh, cdHigh, even), pick(abHigh, cdHigh, odd)];
}

/** Number of bytes of memory that the code of a stencil uses from `scratchAt` on. */
export const STENCIL_SCRATCH = 16 * 17;

/**
 * Writes the sum over 4 x 4 x 4 values. Lanes are processed one after the other, since each has its own corner; the four
 * values along the last index are adjacent and form one vector (two of float64). Lanes and planes are loops, with the
 * weights in memory: in straight code V8 moves the loads of all lanes ahead and keeps them on the stack, which takes twice
 * as long.
 */
export function emitStencil(r: TableReader, node: Node): void {
  const { code, lanes, scratchAt } = r;
  const table = node.table as Table;
  const [, nj, nk] = table.count;
  const laneBytes = 16 / lanes;
  const corner = offsets(r, table, node.args.slice(0, 3), STENCIL_EDGE);
  const weights = node.args.slice(3).map((weight) => {
    r.emit(weight);
    const local = code.local('v128');
    code.set(local);
    return local;
  });
  const [wi, wj, wk] = [weights.slice(0, 4), weights.slice(4, 8), weights.slice(8)];
  /**
   * Describes which vector of a row of four values is used, and the weights along the last index of every lane in its
   * order.
   */
  const end = stencilEnd(lanes === 4 ? 'float32' : 'float64');
  const chunks = Array.from({ length: STENCIL_EDGE / lanes }, (_, chunk) => ({
    start: 16 * chunk,
    weightsOf: transpose(
      r,
      end.map((together) => wk[together[chunk] as number] as Local),
    ),
    row: code.local('v128'),
    plane: code.local('v128'),
  }));

  let top = scratchAt;
  const saved = (vectors: readonly Local[]): number => {
    const at = top;
    vectors.forEach((vector, i) => {
      code
        .i32(0)
        .get(vector)
        .memory('v128.store', at + 16 * i);
    });
    top += 16 * vectors.length;
    return at;
  };
  const [wiAt, wjAt, cornerAt] = [saved(wi), saved(wj), saved([corner])];
  const wkAt = chunks.map(({ weightsOf }) => saved(weightsOf));
  const sumsAt = top;

  const lane = code.local('i32');
  const laneVector = code.local('i32');
  const address = code.local('i32');
  const plane = code.local('i32');
  const weight = code.local('v128');
  const spread = lanes === 4 ? 'v128.load32_splat' : 'v128.load64_splat';
  const addWeighted = (into: Local, isFirst: boolean, value: () => void): void => {
    if (isFirst) {
      value();
      code.get(weight).op(`${r.format}.mul`);
    } else {
      r.multiplyAdd(
        () => {
          value();
          code.get(weight);
        },
        () => code.get(into),
      );
    }
    code.set(into);
  };
  /** Adds the plane at the address: the first one, or one of those that follow. */
  const addPlane = (i: number) =>
    addStencilPlane(
      {
        weight: (axis, n) => {
          code.get(lane);
          if (axis === 0) code.get(plane).op('i32.add').memory(spread, wiAt);
          else code.memory(spread, wjAt + 16 * n);
          code.set(weight);
        },
        row: (_, j, isFirst) => {
          for (const { start, row } of chunks) {
            const offset = r.addressOf(table) + j * nk * laneBytes + start;
            addWeighted(row, isFirst, () => code.get(address).memory('v128.load', offset));
          }
        },
        plane: (_, isFirst) => {
          for (const { row, plane } of chunks) addWeighted(plane, isFirst, () => code.get(row));
        },
      },
      i,
    );

  code.i32(0).set(lane);
  code.loop(lane, laneBytes, 16, () => {
    code.get(lane).memory('i32.load', cornerAt).set(address);
    code.i32(0).set(plane);
    addPlane(0);
    code.i32(16).set(plane);
    code.loop(plane, 16, 16 * STENCIL_EDGE, () => {
      code
        .get(address)
        .i32(nj * nk * laneBytes)
        .op('i32.add')
        .set(address);
      addPlane(1);
    });
    code.get(lane).i32(Math.log2(lanes)).op('i32.shl').tee(laneVector);
    chunks.forEach((chunk, c) => {
      code
        .get(chunk.plane)
        .get(laneVector)
        .memory('v128.load', wkAt[c] as number)
        .op(`${r.format}.mul`);
      if (c > 0) code.op(`${r.format}.add`);
    });
    code.memory('v128.store', sumsAt);
  });
  const sums = Array.from({ length: lanes }, (_, l) => {
    const sum = code.local('v128');
    code
      .i32(0)
      .memory('v128.load', sumsAt + 16 * l)
      .set(sum);
    return sum;
  });
  const [first, ...others] = transpose(r, sums);
  code.get(first as Local);
  for (const other of others) code.get(other).op(`${r.format}.add`);
}
