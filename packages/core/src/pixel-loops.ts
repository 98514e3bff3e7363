import { type Code, codeBuffer, type Local, type WasmFunction, wasmModule } from '@braggsim/formula/wasm';

/** Pixels of float32 or float64. */
export type FloatPixels = Float32Array | Float64Array;

/** Sums over pixels in their order, in float64. */
export interface PixelSums {
  readonly sum: number;
  readonly squares: number;
  /** Largest value; 0 when no pixel exceeds it. */
  readonly max: number;
}

/**
 * Loops over consecutive pixels in WebAssembly, which needs no running-in: an image takes less time than it takes a
 * JavaScript engine to find out that its loops are worth optimizing.
 */
export interface PixelLoops {
  /** Adds pixels to sums, one after the other. */
  sums(pixels: FloatPixels, before: PixelSums): PixelSums;
  /** Adds (v - mean)^2 of each pixel to a sum, one after the other. */
  squaredDeviations(pixels: FloatPixels, mean: number, before: number): number;
  /** Writes v scale + offset, clamped to 0..65535 and rounded half up in float32; NaN becomes 0. */
  words(pixels: FloatPixels, scale: number, offset: number, into: Uint16Array): void;
}

/** Largest value of an unsigned 16-bit image. */
export const FULL_SCALE = 65535;

const PAGE = 65536;
/** Results of a call, float64. */
const RESULTS_AT = 64;
const PIXELS_AT = 128;
/** Pixels of a step of vectors. */
const STEP = 4;

type Width = 4 | 8;

/** Pushes a pixel as float64. */
const pushPixel = (code: Code, width: Width, at: Local): Code =>
  width === 8
    ? code.get(at).memory('f64.load', PIXELS_AT)
    : code.get(at).memory('f32.load', PIXELS_AT).op('f64.promote_f32');

/** Writes a loop over pixels. The parameters are the bytes that they take, and numbers; some of these are results as well. */
function pixelLoop(
  name: string,
  step: number,
  numbers: number,
  body: (code: Code, at: Local, numbers: readonly Local[]) => readonly Local[],
): WasmFunction {
  const code = codeBuffer('i32', ...Array.from({ length: numbers }, () => 'f64' as const));
  const [end, ...given] = code.params as readonly [Local, ...Local[]];
  const at = code.local('i32');
  let results: readonly Local[] = [];
  code.loop(at, step, end, () => {
    results = body(code, at, given);
  });
  results.forEach((result, i) => {
    code
      .i32(0)
      .get(result)
      .memory('f64.store', RESULTS_AT + 8 * i);
  });
  return { name, code };
}

const sumsLoop = (width: Width): WasmFunction =>
  pixelLoop('sums', width, 3, (code, at, numbers) => {
    const [sum, squares, max] = numbers as readonly [Local, Local, Local];
    const value = code.local('f64');
    pushPixel(code, width, at).tee(value).get(sum).op('f64.add').set(sum);
    code.get(value).get(value).op('f64.mul').get(squares).op('f64.add').set(squares);
    code.get(value).get(max).get(value).get(max).op('f64.gt').op('select').set(max);
    return numbers;
  });

const deviationsLoop = (width: Width): WasmFunction =>
  pixelLoop('squaredDeviations', width, 2, (code, at, numbers) => {
    const [mean, sum] = numbers as readonly [Local, Local];
    const apart = code.local('f64');
    pushPixel(code, width, at).get(mean).op('f64.sub').tee(apart).get(apart).op('f64.mul');
    code.get(sum).op('f64.add').set(sum);
    return [sum];
  });

/** The first two float32 of one vector, and those of another behind them. */
const JOINED = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];

/** Words take the place of the pixels that they are made of. */
const wordsLoop = (width: Width): WasmFunction =>
  pixelLoop('words', STEP * width, 2, (code, at, numbers) => {
    const [scale, offset] = numbers as readonly [Local, Local];
    code
      .get(at)
      .i32(Math.log2(width / 2))
      .op('i32.shr_u');
    for (const first of [0, 2]) {
      code.get(at);
      if (width === 8) code.memory('v128.load', PIXELS_AT + 8 * first);
      else code.memory('v128.load64_zero', PIXELS_AT + 4 * first).op('f64x2.promote_low_f32x4');
      code.get(scale).op('f64x2.splat').op('f64x2.mul').get(offset).op('f64x2.splat').op('f64x2.add');
      code.splat('f64x2', 0).op('f64x2.pmax').splat('f64x2', FULL_SCALE).op('f64x2.pmin');
      code.splat('f64x2', 0.5).op('f64x2.add').op('f32x4.demote_f64x2_zero');
    }
    code.op('i8x16.shuffle', ...JOINED).op('i32x4.trunc_sat_f32x4_s');
    code.i32(0).op('i32x4.splat').op('i16x8.narrow_i32x4_u').memory('v128.store64_lane', PIXELS_AT, 0);
    return [];
  });

/** The functions for pixels of a width, with a memory that grows with the longest row. */
function instance(width: Width) {
  const module = new WebAssembly.Module(
    wasmModule([sumsLoop, deviationsLoop, wordsLoop].map((loop) => loop(width))) as BufferSource,
  );
  const memory = new WebAssembly.Memory({ initial: 1 });
  const exports = new WebAssembly.Instance(module, { env: { memory } }).exports as Readonly<
    Record<string, (...parameters: number[]) => void>
  >;
  const Kind = width === 4 ? Float32Array : Float64Array;
  let room = new Kind(0);
  return {
    /** Runs a function over pixels and returns the memory of its results. */
    run: (name: string, pixels: FloatPixels, ...numbers: readonly number[]): ArrayBuffer => {
      if (room.length < pixels.length) {
        const size = Math.ceil(pixels.length / STEP) * STEP;
        const missing = PIXELS_AT + size * width - memory.buffer.byteLength;
        if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
        room = new Kind(memory.buffer, PIXELS_AT, size);
      }
      room.set(pixels);
      if (pixels.length > 0) exports[name]?.(pixels.byteLength, ...numbers);
      return memory.buffer;
    },
  };
}

const instances = new Map<Width, ReturnType<typeof instance>>();

/** Runs a function over pixels of either type. */
function run(name: string, pixels: FloatPixels, ...numbers: readonly number[]): ArrayBuffer {
  const width = pixels.BYTES_PER_ELEMENT as Width;
  const known = instances.get(width) ?? instance(width);
  instances.set(width, known);
  return known.run(name, pixels, ...numbers);
}

export const pixelLoops: PixelLoops = {
  sums: (pixels, before) => {
    if (pixels.length === 0) return before;
    const results = run('sums', pixels, before.sum, before.squares, before.max);
    const [sum = 0, squares = 0, max = 0] = new Float64Array(results, RESULTS_AT, 3);
    return { sum, squares, max };
  },
  squaredDeviations: (pixels, mean, before) => {
    if (pixels.length === 0) return before;
    const [sum = 0] = new Float64Array(run('squaredDeviations', pixels, mean, before), RESULTS_AT, 1);
    return sum;
  },
  words: (pixels, scale, offset, into) => {
    if (pixels.length === 0) return;
    into.set(new Uint16Array(run('words', pixels, scale, offset), PIXELS_AT, pixels.length));
  },
};
