import { expect, test } from 'vitest';
import { contains, LOOPS, loopNames, loops, NO_LOOPS, overlap, union, without } from './loops';

test('sets of loops are combined, subtracted and named in the order of the nest', () => {
  const step = loops('orientation', 'source');
  expect(loopNames(step)).toEqual(['source', 'orientation']);
  expect(loopNames(union(step, loops('tile')))).toEqual(['tile', 'source', 'orientation']);
  expect(loopNames(without(step, loops('source', 'pixel')))).toEqual(['orientation']);
  expect(contains(step, loops('source'))).toBe(true);
  expect(contains(loops('source'), step)).toBe(false);
  expect(contains(NO_LOOPS, NO_LOOPS)).toBe(true);
  expect(overlap(step, loops('pixel', 'source'))).toBe(true);
  expect(overlap(step, loops('pixel'))).toBe(false);
});

test('each loop has its own bit', () => {
  expect(new Set(LOOPS.map((name) => loops(name))).size).toBe(LOOPS.length);
});
