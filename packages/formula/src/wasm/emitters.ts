import type { Precision, Table } from '../algebra';
import { type Loops, overlap } from '../graph/loops';
import type { LiveValue, Schedule } from '../graph/schedule';
import type { Code, Local } from './code';
import { type Emitter, type Held, held } from './held';
import { scalarEmitter } from './scalar';
import { type VectorEmitter, vectorEmitter } from './simd';

export interface EmitterOptions {
  readonly precision: Precision;
  /** Whether products are fused with sums in relaxed SIMD instructions. */
  readonly relaxed: boolean;
  readonly uses: Schedule['uses'];
  /** Returns the byte address of the values of a table, which have the width of a lane. */
  readonly addressOf?: (table: Table) => number;
  /** Byte address of `STENCIL_SCRATCH` bytes that stencils use. */
  readonly scratchAt?: number;
}

/** A value and the form in which it is used. */
export type Taken = Pick<LiveValue, 'node' | 'as'>;

/** Writes expressions at one level of a loop nest. */
export interface Emitters {
  /** Number of pixels per vector. */
  readonly lanes: 4 | 2;
  readonly scalar: Emitter;
  readonly vector: VectorEmitter;
  /** The first and second half of the lanes in float64, before `narrow`, in `mixed`. */
  readonly halves: readonly Emitter[];
  /** Computes a value now, into local variables, for this level and those inside it. */
  hold(value: Taken): void;
  /** Computes a value and stores it at `pointer + offset`: 8 bytes for a scalar, 16 for a vector, 32 for a wide one. */
  store(value: Taken, pointer: Local, offset: number): void;
  /** Declares that a value is stored at `pointer + offset`. It is read when it is used. */
  load(value: Taken, pointer: Local, offset: number): void;
  /** Declares that a scalar of lane width is stored there, which is spread over the lanes. */
  loadSplat(node: LiveValue['node'], pointer: Local, offset: number): void;
  /** Returns an emitter of vectors that hold float64 scalars of two iterations of some loops, with the bits of the scalars. Only this emitter holds them. */
  scalarPairs(along: Loops): Emitter;
  /** Returns emitters for the body of a loop or condition; values held there are dropped at its end. */
  inner(): Emitters;
}

interface Frames {
  readonly scalars: Held;
  readonly vectors: Held;
  readonly splats: Held;
  readonly wideSplats: Held;
  readonly halves: readonly Held[];
}

const innerOf = (f: Frames): Frames => ({
  scalars: f.scalars.inner(),
  vectors: f.vectors.inner(),
  splats: f.splats.inner(),
  wideSplats: f.wideSplats.inner(),
  halves: f.halves.map((h) => h.inner()),
});

export function emitters(code: Code, options: EmitterOptions): Emitters {
  const { precision, relaxed, uses, scratchAt = 0 } = options;
  const lanes = precision === 'double' ? 2 : 4;
  const format = precision === 'double' ? 'f64x2' : 'f32x4';
  const addressOf =
    options.addressOf ??
    ((table: Table): number => {
      throw new Error(`no address is given for table '${table.name}'`);
    });

  const at = (frames: Frames): Emitters => {
    const scalar = scalarEmitter(code, uses, frames.scalars);
    const shared = { relaxed, uses, scalars: scalar, addressOf, scratchAt };
    const halves = frames.halves.map((vectors) =>
      vectorEmitter(code, { vectors, splats: frames.wideSplats }, { ...shared, format: 'f64x2', halves: [] }),
    );
    const vector = vectorEmitter(code, frames, { ...shared, format, halves });
    /** Returns the emitters that a value goes through, and the number of bytes that each uses. */
    const partsOf = ({ as }: Taken): readonly Emitter[] =>
      as === 'scalar' ? [scalar] : as === 'vector' ? [vector] : halves;
    return {
      lanes,
      scalar,
      vector,
      halves,
      hold: (value) => {
        for (const part of partsOf(value)) part.hold(value.node);
      },
      store: (value, pointer, offset) => {
        const store = value.as === 'scalar' ? 'f64.store' : 'v128.store';
        partsOf(value).forEach((part, i) => {
          code.get(pointer);
          part.emit(value.node);
          code.memory(store, offset + 16 * i);
        });
      },
      load: (value, pointer, offset) => {
        const load = value.as === 'scalar' ? 'f64.load' : 'v128.load';
        partsOf(value).forEach((part, i) => {
          part.provide(value.node, () => code.get(pointer).memory(load, offset + 16 * i));
        });
      },
      loadSplat: (node, pointer, offset) => {
        const load = lanes === 4 ? 'v128.load32_splat' : 'v128.load64_splat';
        vector.provide(node, () => code.get(pointer).memory(load, offset));
      },
      scalarPairs: (along) =>
        vectorEmitter(
          code,
          { vectors: held(), splats: held() },
          {
            ...shared,
            ...{ format: 'f64x2', relaxed: false, halves: [], scalarLanes: (node) => overlap(node.scope, along) },
          },
        ),
      inner: () => at(innerOf(frames)),
    };
  };
  return at({
    scalars: held(),
    vectors: held(),
    splats: held(),
    wideSplats: held(),
    halves: precision === 'mixed' ? [held(), held()] : [],
  });
}
