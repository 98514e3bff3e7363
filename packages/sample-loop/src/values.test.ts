import type { FixedPlan, PanelPlan, ShotPlan } from '@braggsim/core/kernel';
import { expect, test } from 'vitest';
import { planRow } from './plan-values';
import { loopTables } from './values';

const fixed = {
  oversample: 2,
  layers: 2,
  layerStep: 1e-5,
  shape: { constants: {} },
  structure: { constants: {} },
  factors: [],
  backgrounds: [],
} as unknown as FixedPlan;
const panel = { surface: { constants: {} }, normal: [0, 0, 1], pixelSize: 1e-4 } as unknown as PanelPlan;
const shot = {
  scale: 3,
  orientations: Float64Array.of(3, 4, 0, 0, 5, 12, 8, 0, 6, 1, 2, 2, 4, 4, 7, 2, 3, 6),
  orientationWeights: Float64Array.of(0.5, 2),
  sources: {
    count: 3,
    incident: Float64Array.of(1, 0, 0, 0.8, 0.6, 0, 0, 0.28, 0.96),
    magnetic: Float64Array.of(0, 0, 1, 0, 0.1, 1, 1, 0, 0.2),
    wavelengths: Float64Array.of(1.5, 4, 2),
    weights: Float64Array.of(0.25, 0.75, 6),
    channelValues: Float64Array.of(11, 12, 13, 14, 15, 16),
  },
} as unknown as ShotPlan;

const PLACES = ['place.slow', 'place.fast', 'place.layer'];
const SOURCES = ['source.value1', 'source.incident.y', 'source.magnetic.z', 'source.weight', 'source.wavelength'];
const ORIENTATIONS = ['c.x', 'b.length', 'orientation.weight', 'a.y'];
const tables = loopTables(
  { placeNames: PLACES, sourceNames: SOURCES, orientationNames: ORIENTATIONS },
  fixed,
  panel,
  shot,
);

test('rows of sources and orientations have their own numbers in the order of the names', () => {
  expect([...tables.sources]).toEqual([12, 0, 1, 0.25, 1.5, 14, 0.6, 1, 0.75, 4, 16, 0.28, 0.2, 6, 2]);
  expect([...tables.orientations]).toEqual([8, 13, 0.5, 4, 2, 9, 2, 2]);
});

test('rows of places go over the subpixels of each layer, fast ones first', () => {
  const rows = Array.from({ length: 8 }, (_, i) => [...tables.places.subarray(3 * i, 3 * i + 3)]);
  const offset = expect.closeTo(2.5e-5, 12);
  const other = expect.closeTo(-2.5e-5, 12);
  const layer = (i: number) => [
    [other, other, i],
    [other, offset, i],
    [offset, other, i],
    [offset, offset, i],
  ];
  expect(rows).toEqual([...layer(0), ...layer(1)]);
});

test('the row of a plan has the first source and orientation, and the range of all channels', () => {
  const names = [...SOURCES, ...ORIENTATIONS, 'first.weight', 'channels.middle', 'channels.halfWidth'];
  const [middle, halfWidth] = [(1 / 4 + 1 / 1.5) / 2, (1 / 1.5 - 1 / 4) / 2];
  expect([...planRow(names, fixed, panel, [])(shot)]).toEqual([
    ...[12, 0, 1, 0.25, 1.5],
    ...[8, 13, 0.5, 4],
    ...[0.25, middle, halfWidth],
  ]);
});
