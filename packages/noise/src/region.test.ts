import { expect, test } from 'vitest';
import { boundsOf, eachSpan, type Region } from './region';

const image = new Float32Array(5 * 4);

/** Returns the spans of some rows of a region of an image of 5 rows of 4 pixels. */
function spansOf(region: Region['region'], firstRow: number, endRow: number): readonly (readonly [number, number])[] {
  const spans: [number, number][] = [];
  eachSpan(boundsOf(image, { shape: [5, 4], region }), firstRow, endRow, (from, to) => void spans.push([from, to]));
  return spans;
}

test('whole rows are one span', () => {
  expect(spansOf(undefined, 0, 5)).toEqual([[0, 20]]);
  expect(spansOf({ fast: [0, 9], slow: [1, 4] }, 1, 4)).toEqual([[4, 16]]);
});

test('parts of rows are spans of their own', () => {
  expect(spansOf({ fast: [1, 4], slow: [0, 5] }, 2, 4)).toEqual([
    [9, 12],
    [13, 16],
  ]);
});

test('there is no span without rows, and none has fewer than no pixels', () => {
  expect(spansOf(undefined, 3, 3)).toEqual([]);
  expect(spansOf(undefined, 3, 2)).toEqual([]);
  expect(spansOf({ fast: [3, 1], slow: [0, 5] }, 1, 2)).toEqual([[7, 7]]);
});
