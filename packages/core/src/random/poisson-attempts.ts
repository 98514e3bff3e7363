import { type Code, codeBuffer, type Instruction, type Local, wasmModule } from '@braggsim/formula/wasm';

/** Marks of attempts that are rejected, and of those that float32 cannot decide. */
export const REJECTED = -1;
export const UNCLEAR = -2;

/** Means for which attempts are made, [from, to): larger ones leave too few digits behind the point of a float32. */
export const ATTEMPTED_MEANS = [10, 512] as const;
/** Counts from here on have logarithms of factorials by the first terms of Stirling's series to 5e-4. */
const MIN_COUNT = 1;
/** Distance of a deviate from its ends from which on the method has no further test. */
const MIN_EDGE = 0.013;
/** Distances, of a number from the next whole one and between two logarithms, that roundings of float32 do not bridge. */
const CLEAR_FRACTION = 2e-3;
const CLEAR_LOGARITHM = 2e-3;
/** Margin within which the outcome of the squeeze, whose numbers are below 1, is unclear. */
const CLEAR_SQUEEZE = 1e-4;

const LANES = 4;
/** Places of means, words and results in the memory. */
const placesFor = (most: number) => ({ first: 4 * most, second: 8 * most, counts: 12 * most });

/** Pushes a vector. */
type Push = () => void;

/** Coefficients of log(1 + f) - f + f²/2 divided by f³, for 1 + f within a factor of √2 of 1 (Moshier, Cephes, logf). */
const LOG_SERIES = [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
] as const;
/** Bits of √½ in float32. */
const ROOT_HALF = 0x3f3504f3;

/**
 * Writes the function `attempt(bytes)`: for each mean in float32 and its two words the count of one attempt of transformed rejection (PTRS:
 * Hoermann 1993, Insurance: Math. Econ. 12, 39), or a mark. Four pixels are computed at a time.
 */
function attemptCode({ first, second, counts }: ReturnType<typeof placesFor>): Code {
  const code = codeBuffer('i32');
  const [bytes] = code.params as readonly [Local];
  const at = code.local('i32');
  const vector = (value: number): Push => {
    return () => void code.splat('f32x4', value);
  };
  const integers = (value: number): Push => {
    return () => void code.op('v128.const', ...new Uint8Array(new Int32Array(LANES).fill(value).buffer));
  };
  const op = (instruction: Instruction, ...operands: readonly Push[]): Push => {
    return () => {
      for (const push of operands) push();
      code.op(instruction);
    };
  };
  const load = (place: number): Push => {
    return () => void code.get(at).memory('v128.load', place);
  };
  /** Computes a vector once. */
  const kept = (push: Push): Push => {
    const local = code.local('v128');
    push();
    code.set(local);
    return () => void code.get(local);
  };
  const add = (a: Push, b: Push): Push => op('f32x4.add', a, b);
  const subtract = (a: Push, b: Push): Push => op('f32x4.sub', a, b);
  const multiply = (a: Push, b: Push): Push => op('f32x4.mul', a, b);
  const divide = (a: Push, b: Push): Push => op('f32x4.div', a, b);
  const below = (a: Push, b: Push): Push => op('f32x4.lt', a, b);
  const all = (...masks: readonly Push[]): Push => masks.reduce((a, b) => op('v128.and', a, b));
  const shifted = (instruction: Instruction, a: Push): Push => {
    return () => {
      a();
      code.i32(23).op(instruction);
    };
  };
  const logarithm = (x: Push): Push => {
    const exponent = kept(shifted('i32x4.shr_s', op('i32x4.sub', x, integers(ROOT_HALF))));
    const f = kept(subtract(op('i32x4.sub', x, shifted('i32x4.shl', exponent)), vector(1)));
    const square = kept(multiply(f, f));
    const series = LOG_SERIES.slice(1).reduce(
      (sum, coefficient) => add(multiply(sum, f), vector(coefficient)),
      vector(LOG_SERIES[0]),
    );
    const near = subtract(multiply(multiply(series, f), square), multiply(vector(0.5), square));
    return kept(add(add(f, near), multiply(op('f32x4.convert_i32x4_s', exponent), vector(Math.LN2))));
  };

  code.loop(at, 4 * LANES, bytes, () => {
    const mean = kept(load(0));
    const b = kept(add(vector(0.931), multiply(vector(2.53), op('f32x4.sqrt', mean))));
    const a = kept(add(vector(-0.059), multiply(vector(0.02483), b)));
    // The first deviate less a half, from the word less half of its range.
    const signed = op('f32x4.convert_i32x4_s', op('v128.xor', load(first), integers(-(2 ** 31))));
    const u = kept(add(multiply(signed, vector(2 ** -32)), vector(2 ** -33)));
    const v = kept(add(multiply(op('f32x4.convert_i32x4_u', load(second)), vector(2 ** -32)), vector(2 ** -33)));
    const edge = kept(subtract(vector(0.5), op('f32x4.abs', u)));
    const place = kept(add(add(multiply(add(divide(add(a, a), edge), b), u), mean), vector(0.43)));
    const count = kept(op('f32x4.floor', place));
    const fraction = kept(subtract(place, count));
    const numerator = multiply(v, add(vector(1.1239), divide(vector(1.1328), subtract(b, vector(3.4)))));
    const threshold = kept(divide(numerator, add(divide(a, multiply(edge, edge)), b)));
    // log P(count) - log(threshold), with log(count!) by Stirling's series.
    const ratio = logarithm(kept(divide(mean, count)));
    const scale = logarithm(kept(multiply(multiply(count, vector(2 * Math.PI)), multiply(threshold, threshold))));
    const inverse = kept(divide(vector(1), count));
    const tail = multiply(inverse, subtract(vector(1 / 12), multiply(vector(1 / 360), multiply(inverse, inverse))));
    const exponent = subtract(add(multiply(count, ratio), subtract(count, mean)), tail);
    const difference = kept(subtract(exponent, multiply(vector(0.5), scale)));
    const isAccepted = below(vector(CLEAR_LOGARITHM), difference);
    const isFar = below(difference, vector(-CLEAR_LOGARITHM));
    // What the squeeze may accept is not rejected here.
    const squeeze = subtract(vector(0.9277), divide(vector(3.6224), subtract(b, vector(2))));
    const isSqueezed = all(below(vector(0.07 - CLEAR_SQUEEZE), edge), below(v, add(squeeze, vector(CLEAR_SQUEEZE))));
    const isRejected = op('v128.andnot', isFar, isSqueezed);
    const isInRange = kept(
      all(op('f32x4.le', vector(ATTEMPTED_MEANS[0]), mean), below(mean, vector(ATTEMPTED_MEANS[1]))),
    );
    // Next to the ends of the range a further test rejects nearly all.
    const isOutside = kept(
      all(isInRange, below(edge, vector(MIN_EDGE - CLEAR_SQUEEZE)), below(add(edge, vector(CLEAR_SQUEEZE)), v)),
    );
    const isKnown = all(
      isInRange,
      op('f32x4.le', vector(MIN_COUNT), count),
      below(vector(MIN_EDGE + CLEAR_SQUEEZE), edge),
      below(vector(CLEAR_FRACTION), fraction),
      below(fraction, vector(1 - CLEAR_FRACTION)),
    );
    code.get(at);
    op(
      'v128.bitselect',
      op(
        'v128.bitselect',
        op('i32x4.trunc_sat_f32x4_s', count),
        integers(REJECTED),
        op('v128.andnot', isAccepted, isOutside),
      ),
      integers(UNCLEAR),
      op('v128.or', isOutside, all(isKnown, op('v128.or', isAccepted, isRejected))),
    )();
    code.memory('v128.store', counts);
  });
  return code;
}

/** Makes many attempts of transformed rejection at once. */
export interface PoissonAttempts {
  /** Means, and the first and second words, of up to the largest number of pixels. */
  readonly means: Float32Array;
  readonly first: Uint32Array;
  readonly second: Uint32Array;
  /**
   * Makes an attempt for each of the first pixels.
   *
   * @returns the count of each pixel, `REJECTED`, or `UNCLEAR`; the next call overwrites them
   */
  run(pixels: number): Int32Array;
}

/** A module of attempts with its memory. */
interface CompiledAttempts {
  readonly memory: WebAssembly.Memory;
  readonly attempt: (bytes: number) => void;
}

/** Compiles the attempts; undefined where there is no WebAssembly with vectors, or a page forbids it. */
function compiledAttempts(places: ReturnType<typeof placesFor>): CompiledAttempts | undefined {
  const code = wasmModule([{ name: 'attempt', code: attemptCode(places) }]);
  // Browsers differ in the errors by which they refuse code, and what they refuse is computed otherwise.
  try {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), { env: { memory } });
    return { memory, attempt: exports.attempt as CompiledAttempts['attempt'] };
  } catch {
    return undefined;
  }
}

/**
 * Creates the attempts of up to so many pixels, a multiple of 4. They are computed in float32, and counts and rejections that this
 * could get wrong are unclear: a few in a hundred, besides those of means below 10 and from 512 on, all of which are. Where a page forbids
 * WebAssembly, or has none with vectors, everything is.
 */
export function poissonAttempts(most: number): PoissonAttempts {
  const places = placesFor(most);
  const compiled = compiledAttempts(places);
  const buffer = compiled?.memory.buffer ?? new ArrayBuffer(16 * most);
  const counts = new Int32Array(buffer, places.counts, most).fill(UNCLEAR);
  return {
    means: new Float32Array(buffer, 0, most),
    first: new Uint32Array(buffer, places.first, most),
    second: new Uint32Array(buffer, places.second, most),
    run: (pixels) => {
      compiled?.attempt(4 * pixels);
      return counts;
    },
  };
}
