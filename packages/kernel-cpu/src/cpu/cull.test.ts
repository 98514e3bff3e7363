import { type Term, term } from '@braggsim/core';
import { graph, loops, type Node } from '@braggsim/formula/graph';
import { expect, test } from 'vitest';
import { cullConditions } from './cull-conditions';
import { cpuKernel } from './kernel';
import { variedPlan, variedTerms } from './varied-plan.fixture';

/** A shape that is zero beyond a radius, with or without word of it. */
const spot = (id: string, reach?: readonly [number, number, number]) =>
  term({
    slot: 'shape',
    id,
    version: 1,
    params: {},
    about: { equation: 'for tests', citation: 'none' },
    constants: () => ({}),
    inputs: ['dh', 'dk', 'dl'],
    formula: (m, { dh, dk, dl }) => {
      const beyond = m.sum(m.square(dh), m.square(dk), m.square(dl), -0.01);
      return m.larger(0, m.neg(beyond));
    },
    slope: () => 3,
    ...(reach && { reach: () => [...reach] as [number, number, number] }),
  });
const everywhere = spot('everywhere');
const culled = spot('culled', [0.1, 0.1, 0.1]);
const terms = new Map([
  ...variedTerms,
  ...[everywhere, culled].map((shape) => [shape.id, () => shape as unknown as Term] as const),
]);

/** Cells whose indices change by about a tenth from pixel to pixel, so that many tiles have no spot. */
async function imageOf(shape: typeof culled, orientations: number, precision: 'double' | 'mixed' | 'single') {
  const { fixed, shot } = variedPlan({ panel: { pixelsFast: 61, pixelsSlow: 70 }, orientations });
  const planned = { ...fixed, shape: { ...fixed.shape, id: shape.id } };
  const { photons } = await (await cpuKernel.prepare(planned, terms, { precision })).run(shot);
  return photons?.[0] as Float32Array;
}

test.each([1, 2, 3, 63, 64, 65, 131])(
  'tiles that %i orientations do not reach are left out without effect',
  async (n) => {
    for (const precision of ['double', 'mixed', 'single'] as const) {
      const [found, expected] = [await imageOf(culled, n, precision), await imageOf(everywhere, n, precision)];
      expect(new Set(expected).size).toBeGreaterThan(20);
      expect(expected.filter((x) => x === 0).length).toBeGreaterThan(1000);
      expect(found).toStrictEqual(expected);
    }
  },
);

test.each([
  ['far from the sample', 1e-4, 1],
  ['so near that tiles are seen under large angles', 2.5, 1],
  ['about as near as a tile is large', 12, 20],
])('the closer bound of tiles for spots with a cutoff leaves out no sample: %s', async (_, pixelSize, more) => {
  const { fixed, shot } = variedPlan({ panel: { pixelsFast: 61, pixelsSlow: 70, pixelSize }, orientations: 9 });
  const orientations = shot.orientations.map((x) => (more * x * 1e-4) / pixelSize);
  const of = async (shape: typeof culled, spotCutoff?: number) => {
    const planned = { ...fixed, shape: { ...fixed.shape, id: shape.id }, ...(spotCutoff && { spotCutoff }) };
    const kernel = await cpuKernel.prepare(planned, terms, { precision: 'double' });
    const { photons } = await kernel.run({ ...shot, orientations });
    return photons?.[0] as Float32Array;
  };
  const expected = await of(everywhere);
  expect(new Set(expected).size).toBeGreaterThan(20);
  expect(expected.filter((x) => x === 0).length).toBeGreaterThan(500);
  expect(await of(culled, 1e-3)).toStrictEqual(expected);
});

test('the conditions of a cull test are the values of which it is the least', () => {
  const g = graph('double');
  const [a, b, c] = ['a', 'b', 'c'].map((name) => g.input(name, loops('tile'))) as [Node, Node, Node];
  expect(cullConditions(g.min(a, g.min(b, c)))).toEqual([a, b, c]);
  expect(cullConditions(g.add(a, b))).toEqual([g.add(a, b)]);
});

test('wide spots and narrow ones of the same shape have code of their own', async () => {
  const sized = {
    ...culled,
    id: 'sized',
    constants: () => ({ radius: 0 }),
    reach: ({ radius }: { radius: number }) => [radius, radius, radius],
  } as unknown as Term;
  const withSized = new Map([...terms, ['sized', () => sized] as const]);
  const compiled: unknown[] = [];
  const { Module } = WebAssembly;
  WebAssembly.Module = class extends Module {
    constructor(bytes: BufferSource) {
      super(bytes);
      compiled.push(bytes);
    }
  };
  try {
    for (const radius of [0.7, 0.1, 0.2, 0.8]) {
      const { fixed, shot } = variedPlan({ orientations: 3 });
      const shape = { ...fixed.shape, id: 'sized', constants: { radius } };
      await (await cpuKernel.prepare({ ...fixed, shape }, withSized, { precision: 'double' })).run(shot);
    }
  } finally {
    WebAssembly.Module = Module;
  }
  // Otherwise an image of narrow spots takes many times as long after one of wide spots, with the same bytes.
  expect(compiled).toHaveLength(2);
});
