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
 * Loops over consecutive pixels. All but the first pixels of a process are computed in WebAssembly, which needs no running-in:
 * an image takes less time than it takes a JavaScript engine to find out that its loops are worth optimizing.
 */
export interface PixelLoops {
  /** Adds pixels to sums, one after the other. */
  sums(pixels: FloatPixels, before: PixelSums): PixelSums;
  /** Adds (v - mean)^2 of each pixel to a sum, one after the other. */
  squaredDeviations(pixels: FloatPixels, mean: number, before: number): number;
  /** Replaces v by floor(min(max(v + offset, least), largest) + half), at most floor(largest); NaN becomes 0. */
  round(pixels: FloatPixels, limits: RoundingLimits): void;
  /** Writes v scale + offset, clamped to 0..65535 and rounded half up in float32; NaN becomes 0. */
  words(pixels: FloatPixels, scale: number, offset: number, into: Uint16Array): void;
}

/** How numbers become whole numbers. */
export interface RoundingLimits {
  readonly offset: number;
  readonly least: number;
  readonly largest: number;
  /** 1/2 to round to the nearest whole number, halves up; 0 to round down. */
  readonly half: number;
}

/** Largest value of an unsigned 16-bit image. */
export const FULL_SCALE = 65535;

const PAGE = 65536;
/** Pixels that are copied into the memory of the loops at a time: what they take fits into the cache. */
const CHUNK = 2 ** 15;
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

/** Pushes the pixels `first` and `first + 1` of a step as float64. */
const pushPair = (code: Code, width: Width, at: Local, first: number): Code =>
  width === 8
    ? code.get(at).memory('v128.load', PIXELS_AT + 8 * first)
    : code
        .get(at)
        .memory('v128.load64_zero', PIXELS_AT + 4 * first)
        .op('f64x2.promote_low_f32x4');

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
      pushPair(code, width, at, first);
      code.get(scale).op('f64x2.splat').op('f64x2.mul').get(offset).op('f64x2.splat').op('f64x2.add');
      code.splat('f64x2', 0).op('f64x2.pmax').splat('f64x2', FULL_SCALE).op('f64x2.pmin');
      code.splat('f64x2', 0.5).op('f64x2.add').op('f32x4.demote_f64x2_zero');
    }
    code.op('i8x16.shuffle', ...JOINED).op('i32x4.trunc_sat_f32x4_s');
    code.i32(0).op('i32x4.splat').op('i16x8.narrow_i32x4_u').memory('v128.store64_lane', PIXELS_AT, 0);
    return [];
  });

const roundLoop = (width: Width): WasmFunction =>
  pixelLoop('round', STEP * width, 5, (code, at, numbers) => {
    const [offset, least, largest, half, whole] = numbers.map((number) => () => code.get(number).op('f64x2.splat'));
    const value = code.local('v128');
    for (const first of [0, 2]) {
      code.get(at);
      pushPair(code, width, at, first);
      offset?.().op('f64x2.add');
      least?.().op('f64x2.max');
      largest?.().op('f64x2.min');
      half?.().op('f64x2.add').op('f64x2.floor');
      whole?.().op('f64x2.min').tee(value);
      code.get(value).get(value).op('f64x2.eq').op('v128.and');
      if (width === 8) code.memory('v128.store', PIXELS_AT + 8 * first);
      else code.op('f32x4.demote_f64x2_zero').memory('v128.store64_lane', PIXELS_AT + 4 * first, 0);
    }
    return [];
  });

/**
 * Compiles the loops over pixels of a width in bytes: 4 for float32, 8 for float64.
 *
 * @returns their memory, the part of it that holds a chunk of pixels, and the function that runs a loop over a chunk
 */
function instance(width: Width) {
  const module = new WebAssembly.Module(
    wasmModule([sumsLoop, deviationsLoop, wordsLoop, roundLoop].map((loop) => loop(width))) as BufferSource,
  );
  const memory = new WebAssembly.Memory({ initial: Math.ceil((PIXELS_AT + CHUNK * width) / PAGE) });
  const exports = new WebAssembly.Instance(module, { env: { memory } }).exports as Readonly<
    Record<string, (...parameters: number[]) => void>
  >;
  const Kind = width === 4 ? Float32Array : Float64Array;
  const room = new Kind(memory.buffer, PIXELS_AT, CHUNK);
  return {
    memory: memory.buffer,
    room,
    /** Copies a chunk of pixels into the memory, and runs the loop of a name over it with its further numbers. */
    run: (name: string, chunk: FloatPixels, ...numbers: readonly number[]): void => {
      room.set(chunk);
      exports[name]?.(chunk.byteLength, ...numbers);
    },
  };
}

const instances = new Map<Width, ReturnType<typeof instance>>();
function instanceFor(pixels: FloatPixels): ReturnType<typeof instance> {
  const width = pixels.BYTES_PER_ELEMENT as Width;
  const known = instances.get(width) ?? instance(width);
  instances.set(width, known);
  return known;
}

/** Calls `visit` for chunks of pixels, and the index of the first pixel of each. */
function inChunks(pixels: FloatPixels, visit: (chunk: FloatPixels, first: number) => void): void {
  for (let first = 0; first < pixels.length; first += CHUNK) visit(pixels.subarray(first, first + CHUNK), first);
}

/** The loops in WebAssembly. */
export const compiledLoops: PixelLoops = {
  sums: (pixels, before) => {
    let sums = before;
    inChunks(pixels, (chunk) => {
      const { run, memory } = instanceFor(chunk);
      run('sums', chunk, sums.sum, sums.squares, sums.max);
      const [sum = 0, squares = 0, max = 0] = new Float64Array(memory, RESULTS_AT, 3);
      sums = { sum, squares, max };
    });
    return sums;
  },
  squaredDeviations: (pixels, mean, before) => {
    let sum = before;
    inChunks(pixels, (chunk) => {
      const { run, memory } = instanceFor(chunk);
      run('squaredDeviations', chunk, mean, sum);
      sum = new Float64Array(memory, RESULTS_AT, 1)[0] as number;
    });
    return sum;
  },
  round: (pixels, { offset, least, largest, half }) => {
    inChunks(pixels, (chunk) => {
      const { run, room } = instanceFor(chunk);
      run('round', chunk, offset, least, largest, half, Math.floor(largest));
      chunk.set(room.subarray(0, chunk.length));
    });
  },
  words: (pixels, scale, offset, into) => {
    inChunks(pixels, (chunk, first) => {
      const { run, memory } = instanceFor(chunk);
      run('words', chunk, scale, offset);
      into.set(new Uint16Array(memory, PIXELS_AT, chunk.length), first);
    });
  },
};

/** Loops over pixels in JavaScript, which compute little sooner than WebAssembly is compiled. */
export const plainLoops: PixelLoops = {
  sums: (pixels, before) => {
    let { sum, squares, max } = before;
    for (let i = 0; i < pixels.length; i++) {
      const value = pixels[i] as number;
      sum += value;
      squares += value * value;
      if (value > max) max = value;
    }
    return { sum, squares, max };
  },
  squaredDeviations: (pixels, mean, before) => {
    let sum = before;
    for (let i = 0; i < pixels.length; i++) {
      const apart = (pixels[i] as number) - mean;
      sum += apart * apart;
    }
    return sum;
  },
  round: (pixels, { offset, least, largest, half }) => {
    const whole = Math.floor(largest);
    for (let i = 0; i < pixels.length; i++) {
      const clamped = Math.min(Math.max((pixels[i] as number) + offset, least), largest);
      pixels[i] = Number.isNaN(clamped) ? 0 : Math.min(Math.floor(clamped + half), whole);
    }
  },
  words: (pixels, scale, offset, into) => {
    for (let i = 0; i < pixels.length; i++) {
      const clamped = Math.min(Math.max((pixels[i] as number) * scale + offset, 0), FULL_SCALE);
      into[i] = Math.floor(Math.fround(clamped + 0.5));
    }
  },
};

/** Pixels that are computed in JavaScript before WebAssembly is worth compiling, which takes as long as about that many: those of a small image. */
const PLAIN_PIXELS = 2 ** 14;
let plainPixels = 0;

/** Returns the loops for some more pixels; both kinds give the same bits. */
function loopsFor(pixels: FloatPixels): PixelLoops {
  if (plainPixels + pixels.length > PLAIN_PIXELS) return compiledLoops;
  plainPixels += pixels.length;
  return plainLoops;
}

/** Loops over pixels: in plain JavaScript for the first of a process, and compiled from then on. */
export const pixelLoops: PixelLoops = {
  sums: (pixels, before) => loopsFor(pixels).sums(pixels, before),
  squaredDeviations: (pixels, mean, before) => loopsFor(pixels).squaredDeviations(pixels, mean, before),
  round: (pixels, limits) => loopsFor(pixels).round(pixels, limits),
  words: (pixels, scale, offset, into) => loopsFor(pixels).words(pixels, scale, offset, into),
};
