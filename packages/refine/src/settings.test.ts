import { type Mat3, type Vec3, vector } from '@braggsim/core';
import { parseHkl } from '@braggsim/reflections';
import { indexRotationsOf, operationsOfHall } from '@braggsim/reflections/files';
import { describe, expect, test } from 'vitest';
import { latticeRotations, rotationsOfAmplitudes, settingsOf, transformed } from './settings';

const own = (hall: string) => indexRotationsOf({ operations: operationsOfHall(hall) });
const hexagonal: vector.Basis = [
  [60, 0, 0],
  [-30, 30 * Math.sqrt(3), 0],
  [0, 0, 40],
];
const tetragonal: vector.Basis = [
  [60, 0, 0],
  [0, 60, 0],
  [0, 0, 40],
];

describe('settings of a lattice', () => {
  test.each([
    [' P 3', hexagonal, 4],
    [' P 3 2"', hexagonal, 2],
    [' P 6', hexagonal, 2],
    [' P 6 2', hexagonal, 1],
    [' P 4', tetragonal, 2],
    [' P 4 2', tetragonal, 1],
    [' P 1', tetragonal, 8],
  ])('of a crystal of%s are one for each coset of its point group', (hall, direct, count) => {
    const settings = settingsOf(direct, own(hall));
    expect(settings).toHaveLength(count);
    expect(settings[0]).toEqual(vector.IDENTITY);
  });

  test('hold the false one of a monoclinic cell with a cos(beta) = -c/2', () => {
    const [a, c] = [50, 40];
    const beta = Math.acos(-c / (2 * a));
    const direct: vector.Basis = [
      [a * Math.sin(beta), 0, a * Math.cos(beta)],
      [0, 61, 0],
      [0, 0, c],
    ];
    const settings = settingsOf(direct, own(' P 2y'));
    expect(settings).toHaveLength(2);
    const edges = transformed(direct, settings[1] as Mat3).map(vector.length);
    expect(edges[0]).toBeCloseTo(a, 10);
    expect(edges[2]).toBeCloseTo(c, 10);
  });
});

test('the rotations of a list of amplitudes are those of its point group', () => {
  const rotations = own(' P 3');
  const rows: (readonly [Vec3, number])[] = [];
  for (let h = -4; h <= 4; h++)
    for (let k = -4; k <= 4; k++)
      for (let l = -3; l <= 3; l++) {
        const orbit = rotations.map((m) => vector.transform(m, [h, k, l]).map((x) => x + 0));
        const [first] = orbit.map(String).sort();
        rows.push([
          [h, k, l],
          [...(first as string)].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 997, 7),
        ]);
      }
  const text = rows.map(([index, F]) => `${index.join(' ')} ${F}\n`).join('');
  const list = parseHkl(new TextEncoder().encode(text), { name: 'list' });
  const found = rotationsOfAmplitudes(latticeRotations(hexagonal), list);
  expect(new Set(found.map(String))).toEqual(new Set(rotations.map(String)));
});
