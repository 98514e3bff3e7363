import { expect, test } from 'vitest';
import type { Reflections } from '../reflections';
import { expandToP1 } from './expand';
import { spaceGroupNamed } from './space-group';

const of = (rows: readonly (readonly [number, number, number, number, number?])[]) => ({
  h: Int32Array.from(rows, ([h]) => h),
  k: Int32Array.from(rows, ([, k]) => k),
  l: Int32Array.from(rows, ([, , l]) => l),
  plus: Float64Array.from(rows, ([, , , plus]) => plus),
  minus: Float64Array.from(rows, ([, , , plus, minus = plus]) => minus),
});
const table = ({ count, h, k, l, F }: Reflections) =>
  new Map(Array.from({ length: count }, (_, i) => [`${h[i]} ${k[i]} ${l[i]}`, F[i]]));
const group = (name: string) => spaceGroupNamed(name, 'test').operations;

test('P 1 gives a reflection and its Friedel mate', () => {
  expect(Object.fromEntries(table(expandToP1(of([[1, 2, 3, 5, 4]]), group('P 1'))))).toEqual({
    '1 2 3': 5,
    '-1 -2 -3': 4,
  });
});

test('a general reflection of 422 has eight images and eight Friedel mates', () => {
  const found = table(expandToP1(of([[3, 1, 2, 7, 6]]), group('P 43 21 2')));
  expect(found.size).toBe(16);
  for (const image of ['3 1 2', '-3 -1 2', '-1 3 2', '1 -3 2', '-3 1 -2', '3 -1 -2', '1 3 -2', '-1 -3 -2']) {
    expect(found.get(image)).toBe(7);
    expect(
      found.get(
        image
          .split(' ')
          .map((index) => -index)
          .join(' '),
      ),
    ).toBe(6);
  }
});

test('a centric reflection has one amplitude for both', () => {
  const found = table(expandToP1(of([[1, 0, 2, 7, 7]]), group('P 1 21 1')));
  expect(Object.fromEntries(found)).toEqual({ '1 0 2': 7, '-1 0 -2': 7 });
});

test('a missing mate takes the amplitude of the other; without both the reflection is left out', () => {
  const found = table(
    expandToP1(
      of([
        [1, 0, 0, Number.NaN, 3],
        [2, 0, 0, 4, Number.NaN],
        [3, 0, 0, Number.NaN],
      ]),
      group('P 1'),
    ),
  );
  expect(Object.fromEntries(found)).toEqual({ '1 0 0': 3, '-1 0 0': 3, '2 0 0': 4, '-2 0 0': 4 });
});

test('listed mates take precedence over those implied by the law of Friedel', () => {
  const found = table(
    expandToP1(
      of([
        [1, 2, 3, 5],
        [-1, -2, -3, 4],
      ]),
      group('P 1'),
    ),
  );
  expect(Object.fromEntries(found)).toEqual({ '1 2 3': 5, '-1 -2 -3': 4 });
});

test('an empty list and too many reflections are refused', () => {
  expect(() => expandToP1(of([[1, 0, 0, Number.NaN]]), group('P 1'), { name: 'x.mtz' })).toThrow(
    'x.mtz: expected at least one reflection with an amplitude, found none',
  );
  expect(() => expandToP1(of([[1, 0, 0, 1]]), group('F m -3 m'), { maxCount: 95 })).toThrow('96 reflections in P1');
});
