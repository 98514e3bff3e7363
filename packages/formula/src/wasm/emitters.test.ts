import { expect, test } from 'vitest';
import type { Precision } from '../algebra';
import { calculator } from '../calculator';
import { graph } from '../graph/graph';
import { loops, NO_LOOPS } from '../graph/loops';
import type { Node } from '../graph/node';
import { schedule } from '../graph/schedule';
import { simplify } from '../graph/simplify';
import { numbers } from '../numbers';
import { runNest } from '../testing/nest';
import { type Code, codeBuffer } from './code';
import { emitters } from './emitters';
import { wasmModule } from './writer';

const precisions: readonly Precision[] = ['double', 'mixed', 'single'];
const m0 = calculator(numbers());

test.each(precisions)('the sine ratio is right at Bragg peaks, zeros and edges in %s', (precision) => {
  const g = graph(precision);
  const m = calculator<Node>(g);
  const f = g.input('f', loops('pixel'));
  const at = [0, 0.5, -0.5, 0.25, 0.0625, -0.125, 2 ** -20, -(2 ** -12)];
  const images = simplify(g, [
    m.sincgSquared(f, 16),
    m.product(m.sincgSquared(f, 5), m.sincgSquared(f, 7), m.sincgSquared(f, 9)),
  ]);
  const found = runNest(images, (_name, _indices, pixel) => at[pixel] as number, {
    precision,
    relaxed: false,
    iterations: {},
  });
  const tolerance = precision === 'double' ? 1e-13 : 1e-6;
  at.forEach((x, pixel) => {
    const product = m0.sincgSquared(x, 5) * m0.sincgSquared(x, 7) * m0.sincgSquared(x, 9);
    expect(Math.abs((found[0]?.[pixel] as number) - m0.sincgSquared(x, 16)) / 256).toBeLessThan(tolerance);
    expect(Math.abs((found[1]?.[pixel] as number) - product) / 315 ** 2).toBeLessThan(tolerance);
  });
});

test.each(precisions)('exp underflows to the smallest normal number in %s', (precision) => {
  const g = graph(precision);
  const m = calculator<Node>(g);
  const [image] = simplify(g, [m.exp(g.input('x', loops('pixel')))]) as [Node];
  const at = [0, -1, -10, -87, -88, -1000, -1e6, -0.5];
  const [found] = runNest([image], (_name, _indices, pixel) => at[pixel] as number, {
    precision,
    relaxed: false,
    iterations: {},
  });
  at.forEach((x, pixel) => {
    const expected = Math.max(Math.exp(x), precision === 'double' ? 2 ** -1022 : 2 ** -126);
    expect(Math.abs((found?.[pixel] as number) / expected - 1)).toBeLessThan(precision === 'double' ? 1e-13 : 1e-5);
  });
});

test('values used once need no local; those used again are computed once', () => {
  const g = graph('single');
  const x = g.input('x', loops('pixel'));
  const [image] = simplify(g, [g.mul(g.sqrt(x), g.abs(g.sqrt(x)))]) as [Node];
  const { inputs, uses } = schedule([{ name: 'image', loops: loops('pixel') }], [{ node: image, at: 'image' }]);
  const code = codeBuffer('i32');
  const here = emitters(code, { precision: 'single', relaxed: false, uses });
  for (const { node } of inputs) here.load({ node, as: 'vector' }, code.params[0] as (typeof code.params)[0], 0);
  here.vector.emit(image);
  const SQRT = 0xe3;
  expect(code.finish().filter((byte) => byte === SQRT)).toHaveLength(1);
});

test('values held by an inner level are dropped at its end', () => {
  const g = graph('double');
  const x = g.input('x', NO_LOOPS);
  const code = codeBuffer('i32');
  const outer = emitters(code, { precision: 'double', relaxed: false, uses: new Map() });
  outer.inner().load({ node: x, as: 'scalar' }, code.params[0] as (typeof code.params)[0], 0);
  expect(() => outer.scalar.emit(x)).toThrow("input 'x'");
});

test('a table without an address gives an error that names it', () => {
  const g = graph('single');
  const x = g.input('x', loops('pixel'));
  const code = codeBuffer('i32');
  const here = emitters(code, { precision: 'single', relaxed: false, uses: new Map() });
  here.load({ node: x, as: 'vector' }, code.params[0] as (typeof code.params)[0], 0);
  const read = g.lookup({ name: 'F', min: [0, 0, 0], count: [2, 2, 2] }, x, x, x);
  expect(() => here.vector.emit(read)).toThrow("table 'F'");
});

test.each(precisions)('lookups are right at, beyond and far beyond the edges of a table in %s', (precision) => {
  const table = { name: 'F', min: [-2, 0, 5], count: [4, 1, 3] } as const;
  const values = [...Array(12).keys()];
  const g = graph(precision);
  const x = g.input('x', loops('pixel'));
  const [image] = simplify(g, [g.lookup(table, x, x, x)]) as [Node];
  const at = [-2, 1, 2, 5, 7, 8, -3e9, 3e9];
  const options = { precision, relaxed: false, iterations: {}, tables: { F: { table, values } } };
  const [found] = runNest([image], (_name, _indices, pixel) => at[pixel] as number, options);
  const plain = numbers({ F: values });
  expect(found).toEqual(at.map((i) => plain.lookup(table, i, i, i)));
});

test('scalars in pairs have the bits of scalars, those of NaN and zeros included', () => {
  const g = graph('double');
  const along = loops('orientation');
  const [a, b] = ['a', 'b'].map((name) => g.input(name, along)) as [Node, Node];
  const scale = g.input('scale', NO_LOOPS);
  const nodes = [
    g.min(a, b),
    g.max(a, b),
    g.div(g.add(a, scale), b),
    g.sub(g.nearest(a), g.floor(b)),
    g.sqrt(g.abs(g.mul(a, b))),
    g.ifLess(a, b, scale, g.neg(b)),
  ];
  const special = [0, -0, 1.5, -2.5, Number.NaN, Infinity, -Infinity, 1e308];
  const pairs = special.flatMap((x) => special.map((y) => [x, y] as const));
  const { uses } = schedule(
    [{ name: 'scalars', loops: along }],
    nodes.map((node) => ({ node, at: 'scalars' })),
  );
  const code = codeBuffer('i32');
  const [pointer] = code.params as [Code['params'][number]];
  // At 0 the two values of a, at 16 those of b, at 32 the scale; results in pairs from 64 on, scalars from 256 on.
  const root = emitters(code, { precision: 'double', relaxed: false, uses });
  root.load({ node: scale, as: 'scalar' }, pointer, 32);
  const lanes = root.scalarPairs(along);
  [a, b].forEach((node, i) => {
    lanes.provide(node, () => code.get(pointer).memory('v128.load', 16 * i));
  });
  nodes.forEach((node, n) => {
    code.get(pointer);
    lanes.emit(node);
    code.memory('v128.store', 64 + 16 * n);
  });
  for (const lane of [0, 1]) {
    const here = root.inner();
    [a, b].forEach((node, i) => {
      here.load({ node, as: 'scalar' }, pointer, 16 * i + 8 * lane);
    });
    nodes.forEach((node, n) => {
      here.store({ node, as: 'scalar' }, pointer, 256 + 16 * n + 8 * lane);
    });
  }
  const memory = new WebAssembly.Memory({ initial: 1 });
  const bytes = wasmModule([{ name: 'run', code }]) as BufferSource;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  const values = new Float64Array(memory.buffer);
  for (let i = 0; i + 1 < pairs.length; i++) {
    const [[a0, b0], [a1, b1]] = [pairs[i], pairs[i + 1]] as [readonly [number, number], readonly [number, number]];
    values.set([a0, a1, b0, b1, -0.25]);
    (exports.run as (pointer: number) => void)(0);
    const [found, expected] = [values.slice(8, 8 + 2 * nodes.length), values.slice(32, 32 + 2 * nodes.length)];
    const text = (values: Float64Array) => [...values].map((x) => (Object.is(x, -0) ? '-0' : String(x)));
    expect(text(found)).toEqual(text(expected));
  }
});

test.each(['double', 'single'] as const)('in %s, one number of the memory is spread over all lanes', (precision) => {
  const g = graph(precision);
  const x = g.input('x', loops('pixel'));
  const code = codeBuffer('i32');
  const [pointer] = code.params as [Code['params'][number]];
  const here = emitters(code, { precision, relaxed: false, uses: new Map() });
  here.loadSplat(x, pointer, 8);
  here.store({ node: x, as: 'vector' }, pointer, 64);
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(
    new WebAssembly.Module(wasmModule([{ name: 'run', code }]) as BufferSource),
    { env: { memory } },
  );
  const values = precision === 'double' ? new Float64Array(memory.buffer) : new Float32Array(memory.buffer);
  values.set([1, 2, 3.5, 4]);
  (exports.run as (pointer: number) => void)(0);
  const first = 64 / values.BYTES_PER_ELEMENT;
  const expected = precision === 'double' ? [2, 2] : [3.5, 3.5, 3.5, 3.5];
  expect([...values.subarray(first, first + expected.length)]).toEqual(expected);
});

test('a value that is held is read once, and one that is provided at every use', () => {
  const g = graph('double');
  const x = g.input('x', loops('pixel'));
  const readsOf = (hold: boolean): number => {
    const code = codeBuffer('i32');
    const here = emitters(code, { precision: 'double', relaxed: false, uses: new Map() });
    let reads = 0;
    here.vector.provide(x, () => {
      reads++;
      code.splat('f64x2', 1);
    });
    for (let i = 0; i < 3; i++) {
      if (hold) here.hold({ node: x, as: 'vector' });
      here.vector.emit(x);
      code.op('drop');
    }
    return reads;
  };
  expect([readsOf(true), readsOf(false)]).toEqual([1, 3]);
});

test('values of tables, sums over loops and explicit slopes are refused as scalars, and so are inputs that are not held', () => {
  const g = graph('mixed');
  const table = { name: 'F', min: [0, 0, 0], count: [4, 4, 4] } as const;
  const here = emitters(codeBuffer(), { precision: 'mixed', relaxed: false, uses: new Map() });
  const x = g.input('x', loops('pixel', 'source'));
  const refused = [
    ['narrow', g.narrow(x)],
    ['lookup', g.lookup(table, x, x, x)],
    [
      'stencil',
      g.stencil(
        table,
        [x, x, x],
        [
          [x, x, x, x],
          [x, x, x, x],
          [x, x, x, x],
        ],
      ),
    ],
    ['sum', g.sum(x, loops('source'))],
    ['partials', g.withPartials(x, [x], () => [g.constant(2)])],
  ] as const;
  for (const [op, node] of refused) expect(() => here.scalar.emit(node), op).toThrow(`a '${op}' node is not a scalar`);
  expect(() => here.scalar.emit(x)).toThrow("no value is held for input 'x' at this loop level");
});
