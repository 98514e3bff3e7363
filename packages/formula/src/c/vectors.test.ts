import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { textCode } from '../emit/text';
import { graph } from '../graph/graph';
import { loops } from '../graph/loops';
import { C_FLAGS, cMachine, WIDTH_FLAGS } from '../testing/c-program';
import { cEmitters } from './emitters';
import { doubleLiteral } from './literal';
import { type Real, type VectorBytes, vectorPrelude, vectorType } from './vectors';

const machine = cMachine();
const LANES = 16;
/** Numbers of which every pair of order, sign of zero and NaN is in some lane of any width. */
const A = [1, -0, 3, Number.NaN, 0, -2.5, 2, 0.5, Infinity, 7, -0, 0, 3.5, Number.NaN, -9, 4];
const B = [2, 0, -3, 1, -0, Number.NaN, 2, 1.5, 4, -Infinity, 0, -0, 2.5, Number.NaN, -8, -4];
const ONE_LESS = A.map((x, i) => (i % 2 === 1 ? (Number.isNaN(x) ? x : x + 1) : x));
const WHOLE = Array.from({ length: LANES }, (_, i) => 3 * i - 20);

const roundEven = (x: number): number => {
  const down = Math.floor(x);
  return x - down === 0.5 ? (down % 2 === 0 ? down : down + 1) : Math.round(x);
};

/** The instructions pmin and pmax give their first operand where one is not a number, or where both are zeros. */
const chosen = (isSecond: boolean, second: number, first: number): number => (isSecond ? second : first);

/** Functions of vectors with what each lane gives, by the rules of the WebAssembly instructions. */
const LANE_BY_LANE: readonly (readonly [
  name: string,
  args: readonly (readonly number[])[],
  of: (...x: number[]) => number,
  only?: Real,
])[] = [
  ['min', [A, B], (a = 0, b = 0) => chosen(b < a, b, a)],
  ['max', [A, B], (a = 0, b = 0) => chosen(a < b, b, a)],
  ['ifLess', [A, B, WHOLE, A], (a = 0, b = 0, yes = 0, no = 0) => (a < b ? yes : no)],
  ['nearest', [A.map((x) => x + 0.5)], (a = 0) => roundEven(a)],
  ['floor', [A.map((x) => x + 0.25)], (a = 0) => Math.floor(a)],
  ['sqrt', [A], (a = 0) => Math.sqrt(a)],
  ['abs', [A], (a = 0) => Math.abs(a)],
  ['powerOfTwo', [WHOLE], (a = 0) => 2 ** a],
  ['multiplyAdd', [WHOLE, B, A], (a = 0, b = 0, c = 0) => a * b + c],
  ['subtractProduct', [WHOLE, B, A], (a = 0, b = 0, c = 0) => c - a * b],
  ['scalarMin', [A, B], (a = 0, b = 0) => Math.min(a, b), 'double'],
  ['scalarMax', [A, B], (a = 0, b = 0) => Math.max(a, b), 'double'],
  ['scalarPowerOfTwo', [WHOLE], (a = 0) => 2 ** a, 'double'],
];

/** A call and the numbers that it has to give. */
interface Call {
  readonly what: string;
  readonly lines: string;
  readonly expected: readonly number[];
}

const cast = (real: Real, x: number): number => (real === 'float' ? Math.fround(x) : x);

function callsOf(real: Real, bytes: VectorBytes): Call[] {
  const { name: V, lanes } = vectorType(real, bytes);
  const vector = (of: readonly number[]) => `(${V}){${of.slice(0, lanes).map(doubleLiteral).join(', ')}}`;
  const print = (array: string, count: number) =>
    `for (int i = 0; i < ${count}; i++) printf("%.17g ", (double)${array}[i]);`;
  const laneByLane = LANE_BY_LANE.filter(([, , , only]) => only === undefined || only === real).map(
    ([name, args, of]) => ({
      what: `${name}_${V}`,
      lines: `{ ${V} r = ${name}_${V}(${args.map(vector).join(', ')}); ${print('r', lanes)} }`,
      expected: Array.from({ length: lanes }, (_, i) => cast(real, of(...args.map((arg) => arg[i] as number)))),
    }),
  );
  const bit = (name: string, value: number, ...args: (readonly number[])[]): Call => ({
    what: `${name}_${V}`,
    lines: `printf("%u ", (unsigned)${name}_${V}(${args.map(vector).join(', ')}));`,
    expected: [value],
  });
  const calls: Call[] = [
    ...laneByLane,
    bit('anyLess', 0, A, A),
    bit('anyLess', 1, A, ONE_LESS),
    bit('anyLess', 0, ONE_LESS, A),
  ];
  if (real === 'float') {
    const D = vectorType('double', bytes).name;
    const halves = [A.slice(0, lanes / 2), A.slice(lanes / 2, lanes)].map(
      (half) => `(${D}){${half.map((x) => doubleLiteral(x / 3)).join(', ')}}`,
    );
    calls.push({
      what: `narrow_${V}`,
      lines: `{ ${V} r = narrow_${V}(${halves.join(', ')}); ${print('r', lanes)} }`,
      expected: A.slice(0, lanes).map((x) => Math.fround(x / 3)),
    });
    return calls;
  }
  const reached = A.slice(0, lanes).reduce((set, x, i) => set + (x >= 0 ? 2 ** i : 0), 0);
  return [
    ...calls,
    bit('atLeastZero', reached, A),
    {
      what: `storeFloats_${V}`,
      lines: `{ float r[${lanes}]; storeFloats_${V}(r, ${vector(A.map((x) => x / 3))}); ${print('r', lanes)} }`,
      expected: A.slice(0, lanes).map((x) => Math.fround(x / 3)),
    },
  ];
}

if (typeof machine === 'string') {
  test(`C is not compiled here: ${machine}`, () => {
    expect(machine).not.toBe('');
  });
} else {
  test('functions of vectors give the numbers of the WebAssembly instructions, at every width of this machine', () => {
    const { compiler, widths } = machine;
    const types = widths.flatMap((bytes) => (['float', 'double'] as const).map((real) => vectorType(real, bytes)));
    const calls = types.flatMap(({ real, bytes }) => callsOf(real, bytes));
    const lines = calls.map((call) => `  ${call.lines} printf("\\n");`);
    const source = `#include <immintrin.h>\n#include <stdio.h>\n${vectorPrelude(types)}\nint main(void) {\n${lines.join('\n')}\n}\n`;
    const folder = mkdtempSync(join(tmpdir(), 'braggsim-vectors-'));
    try {
      const [file, program] = [join(folder, 'vectors.c'), join(folder, 'vectors')];
      writeFileSync(file, source);
      execFileSync(compiler, ['-O0', ...C_FLAGS, ...WIDTH_FLAGS[widths.at(-1) as VectorBytes], file, '-o', program]);
      const found = execFileSync(program, { encoding: 'utf8' }).trimEnd().split('\n');
      for (const [i, { what, expected }] of calls.entries()) {
        const numbers = (found[i] ?? '')
          .trim()
          .split(' ')
          .map((text) =>
            /nan/.test(text) ? Number.NaN : text === 'inf' ? Infinity : text === '-inf' ? -Infinity : Number(text),
          );
        expect(numbers, what).toEqual(expected);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

test.each([true, false])('an addend is fused with a product that has no other use, if at all: %s', (fused) => {
  const g = graph('single', 'code');
  const [x, y] = [g.input('x', loops('pixel')), g.input('y', loops('pixel'))];
  const product = g.mul(x, y);
  const emittersFor = (uses: number) => {
    const code = textCode();
    const emitters = cEmitters(code, {
      precision: 'single',
      bytes: 32,
      fused,
      uses: new Map([[product, uses]]),
      nameOf: () => 'T',
    });
    emitters.provide(x, 'vector', 'px');
    emitters.provide(y, 'vector', 'py');
    return { code, emitters };
  };
  const once = emittersFor(1);
  const name = once.emitters.plus(product, 'sum');
  const last = once.code.text().trimEnd().split('\n').at(-1);
  const declared = (text: string) => new RegExp(`^const vf32 ${name} = ${text};$`);
  expect(last).toMatch(declared(fused ? String.raw`multiplyAdd_vf32\(v0, v1, sum\)` : String.raw`v2 \+ sum`));
  const twice = emittersFor(2);
  twice.emitters.plus(product, 'sum');
  expect(twice.code.text()).not.toContain('multiplyAdd');
  expect(twice.emitters.anyLess(x, y)).toBe('anyLess_vf32(v0, v1)');
});
