import { describe, expect, test } from 'vitest';
import { evaluate } from '../graph/evaluate';
import { type Graph, graph } from '../graph/graph';
import { loops } from '../graph/loops';
import { isVector, type Node, reachable } from '../graph/node';
import { evaluateWgsl, tableReaders } from '../testing/wgsl-evaluate';
import { literal, shaderCode } from './code';
import { SHADER_LANES, wgslEmitter, zeroOf } from './emitter';
import { tableFunctions, tableNames } from './tables';

const table = { name: 'F 1', min: [-2, 0, 1], count: [5, 4, 6] } as const;
const values = Float64Array.from({ length: 5 * 4 * 6 }, (_, i) => Math.fround(3 + Math.sin(1.7 * i)));

/** Values of the inputs: of `x` and `y` four pixels each, and one number of `s` and `t`. */
const given = { x: [0.75, -2.5, 3.25, 0], y: [1.5, 2.5, -0.5, 7], s: [-1.25], t: [3.5] };
type Inputs = Readonly<Record<keyof typeof given, Node>>;

const usesOf = (outputs: readonly Node[]): Map<Node, number> => {
  const uses = new Map<Node, number>();
  for (const node of [...reachable(outputs).flatMap(({ args }) => args), ...outputs]) {
    uses.set(node, (uses.get(node) ?? 0) + 1);
  }
  return uses;
};

/** Emits a formula, and returns the shader's text with a function that runs it. */
function emitted(formula: (g: Graph, inputs: Inputs) => Node) {
  const g = graph('single', 'code');
  const input = (name: string) => g.input(name, name < 'x' ? loops('source') : loops('pixel'));
  const inputs = { x: input('x'), y: input('y'), s: input('s'), t: input('t') };
  const node = formula(g, inputs);
  const code = shaderCode();
  const emitter = wgslEmitter(code, usesOf([node]));
  for (const [name, one] of Object.entries(inputs)) emitter.provide(one, name);
  const text = emitter.emit(node);
  const readers = tableReaders(tableFunctions(table), { [tableNames(table).values]: values });
  const run = () => evaluateWgsl(code.text(), text, given, readers);
  const expected = Array.from({ length: isVector(node) ? SHADER_LANES : 1 }, (_, pixel) => {
    const at = Object.entries(given).map(([name, of]) => [name, of[pixel % of.length] as number]);
    return evaluate([node], Object.fromEntries(at), { [table.name]: values })[0] as number;
  });
  return { statements: code.text(), text, run, expected };
}

const FORMULAS: Readonly<Record<string, (g: Graph, inputs: Inputs) => Node>> = {
  sums: (g, { x, y, s }) => g.add(g.add(x, y), s),
  differences: (g, { x, y, s }) => g.sub(x, g.sub(y, s)),
  'differences of scalars': (g, { s, t }) => g.sub(g.constant(2), g.sub(s, t)),
  products: (g, { x, s, t }) => g.mul(x, g.mul(s, t)),
  quotients: (g, { x, y, t }) => g.div(g.add(x, t), g.div(y, t)),
  negation: (g, { x, y }) => g.sub(g.neg(g.add(x, y)), g.neg(x)),
  'a negative constant': (g, { x, s }) => g.mul(g.add(x, g.constant(-1.5)), s),
  abs: (g, { x, s }) => g.mul(g.abs(x), g.abs(s)),
  'min of a vector and a scalar': (g, { x, s, t }) => g.add(g.min(x, s), g.min(s, t)),
  'max of a constant and a vector': (g, { x, s, t }) => g.add(g.max(g.constant(0.5), x), g.max(s, t)),
  sqrt: (g, { y, t }) => g.mul(g.sqrt(g.abs(y)), g.sqrt(t)),
  'nearest, halves to even': (g, { x, t }) => g.add(g.nearest(x), g.nearest(t)),
  floor: (g, { x, s }) => g.add(g.floor(x), g.floor(s)),
  'powers of two': (g, { x, s }) => g.mul(g.powerOfTwo(g.floor(x)), g.powerOfTwo(g.floor(s))),
  'a comparison of vectors': (g, { x, y }) => g.ifLess(x, y, g.mul(x, x), y),
  'a comparison with scalars': (g, { x, s, t }) => g.ifLess(s, x, t, g.constant(7)),
  'a comparison of scalars': (g, { s, t }) => g.ifLess(t, s, g.constant(1), g.add(s, t)),
  'a value with several uses': (g, { x, y }) => g.mul(g.add(x, y), g.sub(g.add(x, y), x)),
  'a shift far below a number': (g, { x }) => g.add(x, g.constant(2 ** -40)),
  'a shift of a scalar': (g, { s, x }) => g.mul(g.add(s, g.constant(2 ** -40)), x),
  'a small constant that is no shift': (g, { x }) => g.add(x, g.constant(2 ** -30)),
  lookups: (g, { x, y, s }) => g.lookup(table, g.nearest(x), g.nearest(y), g.nearest(s)),
  'lookups at scalars': (g, { s, t }) => g.lookup(table, g.nearest(s), g.floor(t), g.constant(3)),
  stencils: (g, { x, y, s }) =>
    g.stencil(
      table,
      [g.floor(x), g.floor(y), g.floor(s)],
      [
        [x, s, g.constant(0.5), y],
        [g.constant(0.25), y, x, s],
        [y, g.constant(-1), s, g.constant(2)],
      ],
    ),
};

test.each(Object.entries(FORMULAS))('%s have the values of the graph', (_, formula) => {
  const { run, expected } = emitted(formula);
  const found = run();
  expect(found).toHaveLength(expected.length);
  const size = Math.max(1, ...expected.map(Math.abs));
  for (const [i, x] of expected.entries()) expect(Math.abs((found[i] as number) - x)).toBeLessThan(2e-6 * size);
});

test('a shift that prevents 0/0 is selected where the number is 0, so that no compiler can add it to another one first', () => {
  const shift = 2 ** -40;
  const [vector, scalar] = [
    emitted(FORMULAS['a shift far below a number'] as never),
    emitted((g, { s }) => g.add(s, g.constant(shift))),
  ];
  expect(vector.text).toMatch(/^\(select\(\w+ \+ \S+, vec4f\(\S+\), \w+ == vec4f\(\)\)\)$/);
  expect(scalar.text).toMatch(/^\(select\(\w+ \+ \S+, \S+, \w+ == 0f\)\)$/);
  expect(vector.run()[3]).toBe(shift);
  expect(emitted(FORMULAS['a small constant that is no shift'] as never).text).not.toContain('select');
});

test('a value is named when it is used again, and only then', () => {
  expect(emitted((g, { x, y }) => g.add(x, y))).toMatchObject({ statements: '\n', text: '(x + y)' });
  const { statements, text } = emitted(FORMULAS['a value with several uses'] as never);
  expect(statements).toMatch(/^let (v\d+) = x \+ y;\n$|^let (v\d+) = x;\nlet (v\d+) = \2 \+ y;\n$/);
  expect(text).toMatch(/^\(v\d+ \* \(v\d+ - \w+\)\)$/);
});

describe('values that are held', () => {
  const setUp = () => {
    const g = graph('single', 'code');
    const x = g.input('x', loops('pixel'));
    const sum = g.add(x, g.constant(1));
    const code = shaderCode();
    return { x, sum, code, emitter: wgslEmitter(code, new Map()) };
  };

  test('keep their name, also in inner levels, whose own values end with them', () => {
    const { x, sum, code, emitter } = setUp();
    emitter.provide(x, 'buffer[0]');
    const inner = emitter.inner();
    const name = inner.hold(sum);
    expect([inner.hold(sum), inner.emit(sum)]).toEqual([name, name]);
    expect(emitter.emit(sum)).toBe('(buffer[0] + 1f)');
    const outer = emitter.hold(sum);
    expect(outer).not.toBe(name);
    expect(emitter.inner().emit(sum)).toBe(outer);
    expect(code.text()).toBe(`let ${name} = buffer[0] + 1f;\nlet ${outer} = buffer[0] + 1f;\n`);
  });

  test('an input is named from what is provided for it, and refused without it', () => {
    const { x, code, emitter } = setUp();
    expect(() => emitter.emit(x)).toThrow("no value is provided for input 'x' at this loop level");
    emitter.provide(x, 'buffer[0]');
    expect(emitter.hold(x)).toBe('v0');
    expect(code.text()).toBe('let v0 = buffer[0];\n');
  });

  test('sums over loops are refused', () => {
    const g = graph('single', 'code');
    const sum = g.sum(g.input('x', loops('pixel', 'source')), loops('source'));
    expect(() => wgslEmitter(shaderCode(), new Map()).emit(sum)).toThrow("a 'sum' node cannot be computed");
  });
});

test('zeros have the type of their node', () => {
  const g = graph('single');
  expect([zeroOf(g.input('x', loops('pixel'))), zeroOf(g.input('s', loops('source')))]).toEqual(['vec4f()', '0f']);
});

test('literals are the shortest that give the same float32', () => {
  expect([0.1, -2.5, 1 / 3, 2 ** -40, 16777216, -0].map(literal)).toEqual([
    '0.1f',
    '(-2.5f)',
    '0.33333334f',
    '9.094947e-13f',
    '16777216f',
    '0f',
  ]);
  expect(() => literal(1e39)).toThrow('1e+39 is not a number of single precision');
});

test('names of tables are those of WGSL, whatever characters a table has in its name', () => {
  expect(tableNames(table)).toEqual({ values: 'table_F_321', lookup: 'lookup_F_321', stencil: 'stencil_F_321' });
});

test('lines are indented inside braces, and empty lines are empty', () => {
  const code = shaderCode();
  code.block('a', () => {
    code.block('b', () => code.line('c'));
    code.line('');
  });
  code.line('d');
  expect(code.text()).toBe('a {\n  b {\n    c\n  }\n\n}\nd\n');
});
