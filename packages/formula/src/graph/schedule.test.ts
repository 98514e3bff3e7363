import { expect, test } from 'vitest';
import { calculator } from '../calculator';
import { graph } from './graph';
import { loops } from './loops';
import type { Node } from './node';
import { type Level, liveOut, schedule } from './schedule';

const step = loops('source', 'orientation');
const levels: readonly Level[] = [
  { name: 'plan', loops: loops() },
  { name: 'step', loops: step },
  { name: 'tile', loops: loops('tile') },
  { name: 'anchor', loops: loops('tile', 'source', 'orientation') },
  { name: 'pixel', loops: loops('tile', 'pixel') },
  { name: 'sample', loops: loops('tile', 'source', 'orientation', 'pixel') },
  { name: 'image', loops: loops('tile', 'pixel'), finished: step },
];

/** Builds the index of a reflection from an anchor in the tile and an offset in the pixel, as a tile kernel does. */
function tileFormula(precision: 'single' | 'mixed') {
  const g = graph(precision);
  const m = calculator<Node>(g);
  const a = g.input('a', step);
  const centre = g.input('centre', loops('tile'));
  const offset = g.input('offset', loops('tile', 'pixel'));
  const scale = g.input('scale', loops());
  const anchor = m.product(a, centre);
  const intensity = m.sincgSquared(m.sum(m.product(a, offset), m.fraction(anchor)), 20);
  const solidAngle = m.sum(1, m.square(offset));
  const image = g.sum(m.product(scale, solidAngle, intensity), step);
  return { a, anchor, offset, scale, solidAngle, image };
}

test('every value is placed where all its loops are open, and is held for its consumers', () => {
  const { a, anchor, image, offset, scale } = tileFormula('single');
  const plan = schedule(levels, [{ node: image, at: 'image' }]);
  expect(liveOut(plan, 'step').map((c) => [c.node, c.as])).toEqual([
    [a, 'scalar'],
    [a, 'vector'],
  ]);
  expect(liveOut(plan, 'plan')).toEqual([{ node: scale, from: 'plan', to: 'pixel', as: 'vector' }]);
  expect(liveOut(plan, 'anchor').map((c) => [c.node.op, c.as])).toEqual([['sub', 'vector']]);
  expect(liveOut(plan, 'pixel').map((c) => c.node)).toContain(offset);
  expect(plan.liveValues.some((c) => c.node === anchor)).toBe(false);
});

test('a factor of the pixel alone is multiplied after the sum', () => {
  const { image, scale, solidAngle } = tileFormula('single');
  const plan = schedule(levels, [{ node: image, at: 'image' }]);
  const factor = plan.liveValues.find((c) => c.to === 'image' && c.from === 'pixel')?.node;
  expect(new Set(factor?.args)).toEqual(new Set([solidAngle, scale]));
  expect(plan.accumulations.map((s) => [s.at, s.known])).toEqual([['sample', 'image']]);
});

test('in mixed, anchors are used as float64 vectors', () => {
  const { image } = tileFormula('mixed');
  const plan = schedule(levels, [{ node: image, at: 'image' }]);
  expect(liveOut(plan, 'anchor').map((c) => [c.node.op, c.as])).toEqual([['sub', 'wide']]);
});

test('a sum grows once per iteration of its own loops, not of loops between them', () => {
  const g = graph('single');
  const perTile = g.input('perTile', loops('tile', 'pixel'));
  const nested: readonly Level[] = [
    { name: 'tile', loops: loops('tile') },
    { name: 'before', loops: loops('tile', 'pixel') },
    { name: 'inside', loops: loops('tile', 'layer', 'pixel') },
    { name: 'image', loops: loops('pixel'), finished: loops('tile', 'layer') },
  ];
  const [sum] = schedule(nested, [{ node: g.sum(perTile, loops('tile')), at: 'image' }]).accumulations;
  expect(sum?.at).toBe('before');
});

test('a value that no level can hold gives an error that names the loops', () => {
  const g = graph('single');
  const x = g.input('thickness', loops('layer'));
  expect(() => schedule(levels, [{ node: x, at: 'image' }])).toThrow('{layer}, which thickness needs');
  expect(() => schedule(levels, [{ node: g.input('t', loops('tile')), at: 'nowhere' }])).toThrow("'nowhere'");
});
