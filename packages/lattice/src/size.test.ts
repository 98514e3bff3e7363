import { isBraggsimError, units } from '@braggsim/core';
import { expect, test } from 'vitest';
import { resolveCrystal } from './crystal';
import { cellCounts } from './size';

const edges = [50e-10, 60e-10, 70e-10] as const;
const cells = (section: Parameters<typeof cellCounts>[0], beamSize?: number) =>
  cellCounts(section, edges, beamSize).value;

test('counts are taken as typed, 0 as 1', () => {
  expect(cells({})).toEqual([1, 1, 1]);
  expect(cells({ cells: [5, 0, 7] })).toEqual([5, 1, 7]);
  expect(cells({ cells: [5.25, 0.5, 7] })).toEqual([5.25, 1, 7]);
});

test('a size wins over a count and is rounded up to whole cells', () => {
  expect(cells({ cells: [5, 6, 7], sizeUm: [0.101, null, 0.001] })).toEqual([21, 6, 1]);
});

test('the beam clips b and c but not a, and says so', () => {
  const { value, warnings } = cellCounts({ sizeUm: [1, 1, 1] }, edges, units.fromMm(0.0003));
  expect(value).toEqual([200, 50, 43]);
  expect(warnings.map((w) => w.message)).toEqual([
    expect.stringMatching(/1 µm along b.*0\.0003 mm/),
    expect.stringMatching(/1 µm along c.*0\.0003 mm/),
  ]);
});

test('a beam without a size limits nothing', () => {
  expect(cells({ sizeUm: [1, 1, 1] })).toEqual([200, 167, 143]);
});

test('0.12 µm over a rotated 80 A edge is 15 cells, not 16', () => {
  const section = { cell: [60, 70, 80, 90, 90, 90], misset: [13, 12, 3] as const, sizeUm: [0.2, 0.2, 0.2] as const };
  const surroundings = { wavelength: 1e-10, beamSize: units.fromMm(0.00012) };
  const compatibility = { cellReciprocal: 'c', angles: 'float32' } as const;
  expect(resolveCrystal(section, surroundings, compatibility).value.cells).toEqual([34, 18, 15]);
});

test.each([-1, Number.POSITIVE_INFINITY, Number.NaN])('%s cells are refused', (count) => {
  let error: unknown;
  try {
    cells({ cells: [5, count, 5] });
  } catch (e) {
    error = e;
  }
  expect(isBraggsimError(error, 'usage') && error.message).toContain(`along b must be 0 or more, not ${count}`);
});
