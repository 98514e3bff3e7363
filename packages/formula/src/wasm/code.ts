import { codeOf, type Instruction, type MemoryInstruction, unsigned } from './opcodes';

export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128';

export const TYPE_CODES: Readonly<Record<ValueType, number>> = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
};

/** A parameter or local variable of a function. */
export interface Local {
  readonly index: number;
  readonly type: ValueType;
}

/** The body of a function during generation. Methods return the object itself, so that calls can be chained. */
export interface Code {
  readonly params: readonly Local[];
  local(type: ValueType): Local;
  get(local: Local): Code;
  set(local: Local): Code;
  tee(local: Local): Code;
  i32(value: number): Code;
  i64(value: number): Code;
  f64(value: number): Code;
  /** Writes a vector constant of 4 equal float32 or 2 equal float64. */
  splat(format: 'f32x4' | 'f64x2', value: number): Code;
  op(instruction: Instruction, ...immediates: number[]): Code;
  /**
   * Writes a load or store at `offset` bytes beyond the address on the stack; `lane` is for instructions of one lane.
   */
  memory(instruction: MemoryInstruction, offset: number, lane?: number): Code;
  /** Writes a loop that runs the body at least once, and again as long as `counter += by` is below `end`. */
  loop(counter: Local, by: number, end: Local | number, body: () => void): Code;
  /** Writes a loop that runs the body at least once, and again as long as it leaves an i32 on the stack that is not zero. */
  repeat(body: () => void): Code;
  /** Writes a condition that runs the body when the i32 on the stack is not zero. */
  when(body: () => void): Code;
  /** Returns the declared variables and instructions in the binary format of a module. */
  finish(): number[];
}

/** Encodes a 32-bit integer as signed LEB128. */
function signed(n: number): number[] {
  const bytes: number[] = [];
  let rest = n;
  for (;;) {
    const low = rest & 127;
    rest >>= 7;
    const done = (rest === 0 && (low & 64) === 0) || (rest === -1 && (low & 64) !== 0);
    bytes.push(done ? low : low | 128);
    if (done) return bytes;
  }
}

const bytesOf = (values: Float32Array | Float64Array): Uint8Array => new Uint8Array(values.buffer);

const NO_RESULT = 0x40;
/** Alignment of an access. It is only a hint, and this value is always valid. */
const ANY_ALIGNMENT = 0;

export function codeBuffer(...params: readonly ValueType[]): Code {
  const bytes: number[] = [];
  const declared: ValueType[] = [];
  const put = (...more: number[]): Code => {
    for (const b of more) bytes.push(b);
    return code;
  };
  const code: Code = {
    params: params.map((type, index) => ({ index, type })),
    local: (type) => ({ index: params.length + declared.push(type) - 1, type }),
    get: (local) => code.op('local.get', ...unsigned(local.index)),
    set: (local) => code.op('local.set', ...unsigned(local.index)),
    tee: (local) => code.op('local.tee', ...unsigned(local.index)),
    i32: (value) => code.op('i32.const', ...signed(value)),
    i64: (value) => code.op('i64.const', ...signed(value)),
    f64: (value) => code.op('f64.const', ...bytesOf(Float64Array.of(value))),
    splat: (format, value) =>
      code.op('v128.const', ...bytesOf((format === 'f32x4' ? new Float32Array(4) : new Float64Array(2)).fill(value))),
    op: (instruction, ...immediates) => put(...codeOf(instruction), ...immediates),
    memory: (instruction, offset, lane) =>
      put(...codeOf(instruction), ANY_ALIGNMENT, ...unsigned(offset), ...(lane === undefined ? [] : [lane])),
    loop: (counter, by, end, body) => {
      code.op('loop', NO_RESULT);
      body();
      code.get(counter).i32(by).op('i32.add').tee(counter);
      if (typeof end === 'number') code.i32(end);
      else code.get(end);
      return code.op('i32.lt_s').op('br_if', 0).op('end');
    },
    repeat: (body) => {
      code.op('loop', NO_RESULT);
      body();
      return code.op('br_if', 0).op('end');
    },
    when: (body) => {
      code.op('if', NO_RESULT);
      body();
      return code.op('end');
    },
    finish: () => {
      const runs: { type: ValueType; count: number }[] = [];
      for (const type of declared) {
        const last = runs.at(-1);
        if (last?.type === type) last.count++;
        else runs.push({ type, count: 1 });
      }
      const locals = runs.flatMap(({ type, count }) => [...unsigned(count), TYPE_CODES[type]]);
      return [...unsigned(runs.length), ...locals, ...bytes, ...codeOf('end')];
    },
  };
  return code;
}
