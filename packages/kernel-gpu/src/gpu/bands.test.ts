import type { PanelPlan } from '@braggsim/core/kernel';
import { expect, test } from 'vitest';
import { bandsOf } from './bands';

const panel = (change: Partial<PanelPlan> = {}): PanelPlan => ({
  name: 'a',
  pixelsFast: 40,
  pixelsSlow: 60,
  pixelSize: 1e-4,
  normalDistance: 0.1,
  normal: [1, 0, 0],
  surface: { id: 'flat', version: 1, constants: {}, specialization: {} },
  region: { fast: [0, 40], slow: [0, 60] },
  ...change,
});
const pairs = (tileOrigins: Uint32Array) =>
  Array.from({ length: tileOrigins.length / 2 }, (_, i) => [...tileOrigins.subarray(2 * i, 2 * i + 2)]);

test('an image is divided into bands of whole rows of tiles that fit into a buffer', () => {
  const bands = bandsOf(panel(), 4 * 40 * 34);
  expect(bands.map(({ firstRow, rows }) => [firstRow, rows])).toEqual([
    [0, 32],
    [32, 28],
  ]);
  expect(pairs(bands[1]?.tileOrigins ?? new Uint32Array())).toEqual([
    [0, 32],
    [16, 32],
    [32, 32],
    [0, 48],
    [16, 48],
    [32, 48],
  ]);
});

test('a band has at least one row of tiles, even where the buffer is smaller', () => {
  expect(bandsOf(panel(), 1).map(({ rows }) => rows)).toEqual([16, 16, 16, 12]);
});

test('only tiles with a requested pixel are computed', () => {
  const [band, ...more] = bandsOf(panel({ region: { fast: [17, 35], slow: [15, 17] } }), 1e6);
  expect(more).toEqual([]);
  expect(pairs(band?.tileOrigins ?? new Uint32Array())).toEqual([
    [16, 0],
    [32, 0],
    [16, 16],
    [32, 16],
  ]);
  const mask = new Uint8Array(2400);
  mask[40 * 20 + 39] = 1;
  expect(pairs(bandsOf(panel({ mask }), 1e6)[0]?.tileOrigins ?? new Uint32Array())).toEqual([[32, 16]]);
  expect(bandsOf(panel({ mask: new Uint8Array(2400) }), 1e6)).toEqual([]);
});
