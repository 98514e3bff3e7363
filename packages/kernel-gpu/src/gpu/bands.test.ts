import type { PanelPlan } from '@braggsim/core';
import { expect, test } from 'vitest';
import { bandsOf } from './bands';

const panel = (change: Partial<PanelPlan> = {}): PanelPlan => ({
  name: 'a',
  pixelsFast: 20,
  pixelsSlow: 30,
  pixelSize: 1e-4,
  closeDistance: 0.1,
  normal: [1, 0, 0],
  surface: { id: 'flat', version: 1, constants: {}, choices: {} },
  roi: [0, 19, 0, 29],
  ...change,
});
const pairs = (spots: Uint32Array) =>
  Array.from({ length: spots.length / 2 }, (_, i) => [...spots.subarray(2 * i, 2 * i + 2)]);

test('an image is cut into bands of whole rows of tiles that fit into a buffer', () => {
  const bands = bandsOf(panel(), 4 * 20 * 17);
  expect(bands.map(({ firstRow, rows }) => [firstRow, rows])).toEqual([
    [0, 16],
    [16, 14],
  ]);
  expect(pairs(bands[1]?.spots ?? new Uint32Array())).toEqual([
    [0, 16],
    [8, 16],
    [16, 16],
    [0, 24],
    [8, 24],
    [16, 24],
  ]);
});

test('a row of tiles is a band even where the buffer is smaller', () => {
  expect(bandsOf(panel(), 1).map(({ rows }) => rows)).toEqual([8, 8, 8, 6]);
});

test('only tiles with a wanted pixel are computed', () => {
  const [band, ...more] = bandsOf(panel({ roi: [9, 17, 7, 8] }), 1e6);
  expect(more).toEqual([]);
  expect(pairs(band?.spots ?? new Uint32Array())).toEqual([
    [8, 0],
    [16, 0],
    [8, 8],
    [16, 8],
  ]);
  const mask = new Uint8Array(600);
  mask[20 * 12 + 19] = 1;
  expect(pairs(bandsOf(panel({ mask }), 1e6)[0]?.spots ?? new Uint32Array())).toEqual([[16, 8]]);
  expect(bandsOf(panel({ mask: new Uint8Array(600) }), 1e6)).toEqual([]);
});
