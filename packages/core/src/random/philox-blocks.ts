import { type Code, codeBuffer, type Local, wasmModule } from '@braggsim/formula/wasm';
import { MULTIPLIER_0, MULTIPLIER_1, philox, ROUNDS, WEYL_0, WEYL_1 } from './philox';

/** Largest number of words of one call: one page of WebAssembly memory. */
export const MAX_WORDS = 16384;

/**
 * Returns the code of the function `fill(out, blocks, counter 0 to 3, key 0 and 1)`, which stores so many blocks of four words from the address `out`
 * on. The second word of the counter counts the blocks.
 */
function fillCode(): Code {
  const code = codeBuffer('i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32');
  const [out, blocks, c0, c1, c2, c3, key0, key1] = code.params as Eight;
  const words = [code.local('i32'), code.local('i32'), code.local('i32'), code.local('i32')] as const;
  const [x0, x1, x2, x3] = words;
  const [p0, p1, made] = [code.local('i64'), code.local('i64'), code.local('i32')];
  const add = (local: Local, step: number) => code.get(local).i32(step).op('i32.add');
  const multiply = (word: Local, by: number) =>
    code.get(word).op('i64.extend_i32_u').i32(by).op('i64.extend_i32_u').op('i64.mul');
  const low = (product: Local) => code.get(product).op('i32.wrap_i64');
  const high = (product: Local) => code.get(product).i64(32).op('i64.shr_u').op('i32.wrap_i64');
  const xorKey = (key: Local, weyl: number, round: number) => add(key, Math.imul(weyl, round)).op('i32.xor');
  code.get(blocks).when(() => {
    code.loop(made, 1, blocks, () => {
      for (const [i, from] of [c0, c1, c2, c3].entries()) code.get(from).set(words[i] as Local);
      for (let round = 0; round < ROUNDS; round++) {
        multiply(x0, MULTIPLIER_0).set(p0);
        multiply(x2, MULTIPLIER_1).set(p1);
        high(p1).get(x1).op('i32.xor');
        xorKey(key0, WEYL_0, round).set(x0);
        low(p1).set(x1);
        high(p0).get(x3).op('i32.xor');
        xorKey(key1, WEYL_1, round).set(x2);
        low(p0).set(x3);
      }
      for (const [i, word] of words.entries())
        code
          .get(out)
          .get(word)
          .memory('i32.store', 4 * i);
      add(out, 16).set(out);
      add(c1, 1).set(c1);
    });
  });
  return code;
}

/** Bytes of two vectors that are the lower and the upper halves of four products of 64 bits. */
const LOWER = [0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27] as const;
const UPPER = LOWER.map((byte) => byte + 4);
const bytesOf = (words: readonly number[]): number[] => words.flatMap((word) => [0, 1, 2, 3].map((i) => 4 * word + i));
/** Words of two vectors in turn: of their first halves, and of their second ones. */
const FIRST_IN_TURN = bytesOf([0, 4, 1, 5]);
const SECOND_IN_TURN = bytesOf([2, 6, 3, 7]);
/** First halves of two vectors, and second halves. */
const FIRST_HALVES = bytesOf([0, 1, 4, 5]);
const SECOND_HALVES = bytesOf([2, 3, 6, 7]);

/** Blocks that a step of vectors makes. */
const BLOCKS_PER_STEP = 4;

/** Returns the code of the function `fillFours` with the parameters of `fill`, which stores a multiple of four blocks, four at a time. */
function fillFoursCode(): Code {
  const code = codeBuffer('i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32');
  const [out, blocks, c0, c1, c2, c3, key0, key1] = code.params as Eight;
  const vectors = (count: number): Local[] => Array.from({ length: count }, () => code.local('v128'));
  const [x0, x1, x2, x3, low, high, counters, multiplier0, multiplier1] = vectors(9) as unknown as Nine;
  const made = code.local('i32');
  const keys = [key0, key1].map((key, i) =>
    vectors(ROUNDS).map((local, round) => {
      code
        .get(key)
        .i32(Math.imul(i === 0 ? WEYL_0 : WEYL_1, round))
        .op('i32.add')
        .op('i32x4.splat')
        .set(local);
      return local;
    }),
  ) as [Local[], Local[]];
  const integers = (values: readonly number[]) =>
    code.op('v128.const', ...new Uint8Array(Int32Array.from(values).buffer));
  const splat = (local: Local) => code.get(local).op('i32x4.splat');
  splat(c1);
  integers([0, 1, 2, 3]).op('i32x4.add').set(counters);
  integers(Array(BLOCKS_PER_STEP).fill(MULTIPLIER_0)).set(multiplier0);
  integers(Array(BLOCKS_PER_STEP).fill(MULTIPLIER_1)).set(multiplier1);
  /** Computes the products of a word of each block, and leaves their upper halves on the stack and the lower ones in a local. */
  const multiply = (word: Local, by: Local, lower: Local) => {
    code.get(word).get(by).op('i64x2.extmul_low_i32x4_u').set(low);
    code.get(word).get(by).op('i64x2.extmul_high_i32x4_u').set(high);
    code
      .get(low)
      .get(high)
      .op('i8x16.shuffle', ...LOWER)
      .set(lower);
    return code
      .get(low)
      .get(high)
      .op('i8x16.shuffle', ...UPPER);
  };
  const [product0, product1, next0] = vectors(3) as [Local, Local, Local];
  code.get(blocks).when(() => {
    code.loop(made, BLOCKS_PER_STEP, blocks, () => {
      splat(c0).set(x0);
      code.get(counters).set(x1);
      splat(c2).set(x2);
      splat(c3).set(x3);
      for (let round = 0; round < ROUNDS; round++) {
        multiply(x2, multiplier1, product1)
          .get(x1)
          .op('v128.xor')
          .get(keys[0][round] as Local)
          .op('v128.xor')
          .set(next0);
        multiply(x0, multiplier0, product0)
          .get(x3)
          .op('v128.xor')
          .get(keys[1][round] as Local)
          .op('v128.xor')
          .set(x2);
        code.get(next0).set(x0);
        code.get(product1).set(x1);
        code.get(product0).set(x3);
      }
      // The words of each block one after the other.
      const halves = [FIRST_IN_TURN, SECOND_IN_TURN].flatMap((order) =>
        [[x0, x1] as const, [x2, x3] as const].map(([a, b]) => {
          const local = code.local('v128');
          code
            .get(a)
            .get(b)
            .op('i8x16.shuffle', ...order)
            .set(local);
          return local;
        }),
      );
      for (let block = 0; block < BLOCKS_PER_STEP; block++) {
        const [a, b] = halves.slice(block < 2 ? 0 : 2) as [Local, Local];
        code
          .get(out)
          .get(a)
          .get(b)
          .op('i8x16.shuffle', ...(block % 2 === 0 ? FIRST_HALVES : SECOND_HALVES))
          .memory('v128.store', 16 * block);
      }
      code
        .get(out)
        .i32(16 * BLOCKS_PER_STEP)
        .op('i32.add')
        .set(out);
      code.get(counters);
      integers(Array(BLOCKS_PER_STEP).fill(BLOCKS_PER_STEP)).op('i32x4.add').set(counters);
    });
  });
  return code;
}

type Eight = readonly [Local, Local, Local, Local, Local, Local, Local, Local];
type Nine = readonly [...Eight, Local];

type Word = number | undefined;
type Fill = (out: number, blocks: number, c0: Word, c1: Word, c2: Word, c3: Word, key0: Word, key1: Word) => void;

/** Compiles the function of one block at a time, and that of four where there are vectors. */
function compiled(memory: WebAssembly.Memory): { readonly fill: Fill; readonly fillFours: Fill } {
  const one = { name: 'fill', code: fillCode() };
  const exportsOf = (functions: Parameters<typeof wasmModule>[0]) =>
    new WebAssembly.Instance(new WebAssembly.Module(wasmModule(functions)), { env: { memory } }).exports;
  try {
    return exportsOf([one, { name: 'fillFours', code: fillFoursCode() }]) as never;
  } catch {
    const { fill } = exportsOf([one]) as { readonly fill: Fill };
    return { fill, fillFours: fill };
  }
}

/**
 * Creates a function that makes the same words as `philox` in a small part of the time: WebAssembly has the 64-bit products that
 * JavaScript lacks, and vectors of them. Where a page forbids WebAssembly, the function calls `philox`.
 *
 * @returns function that makes `words` words, a multiple of 4 up to `MAX_WORDS`. They are at the start of the array that
 * it returns, which the next call overwrites
 */
export function philoxBlocks(): (counter: Uint32Array, key: Uint32Array, words: number) => Uint32Array {
  try {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const { fill, fillFours } = compiled(memory);
    const made = new Uint32Array(memory.buffer);
    return (counter, key, words) => {
      const blocks = words / 4;
      const call = blocks < BLOCKS_PER_STEP ? fill : fillFours;
      call(0, blocks, counter[0], counter[1], counter[2], counter[3], key[0], key[1]);
      return made;
    };
  } catch {
    const made = new Uint32Array(MAX_WORDS);
    return (counter, key, words) => {
      philox(counter, key, made.subarray(0, words));
      return made;
    };
  }
}
