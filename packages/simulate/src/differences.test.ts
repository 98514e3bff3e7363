import { COMPATIBILITY_OPTIONS } from '@braggsim/core/derived';
import type { Experiment } from '@braggsim/experiment';
import { expect, test } from 'vitest';
import { corrected, imageOf, inC } from './cube.fixture';
import { compatibilityDifferences, reproduceC } from './differences';

const rich: Experiment = {
  crystal: { cell: [70, 80, 90, 75, 85, 95], cells: [5, 5, 5], mosaic: { spreadDeg: 0.3, domains: 2 } },
  detector: { sensor: { thicknessUm: 100, layers: 3 }, twoThetaDeg: 10, curved: true },
  scan: { startDeg: 1, widthDeg: 2, phiSteps: 2 },
  background: [{ kind: 'water', thicknessUm: 10 }],
  sampling: { oversample: 2, dMinA: 5 },
};
const idsOf = (experiment: Experiment, towards: 'c' | 'corrected') =>
  compatibilityDifferences(experiment, {}, towards).map(({ id }) => id);

test('a plain still with one sample is the same either way', async () => {
  expect(idsOf(corrected(), 'c')).toEqual([]);
  expect(idsOf(inC(), 'corrected')).toEqual([]);
});

test('the options that matter are named, from both sides', async () => {
  const named = [
    'cellReciprocal',
    'phiSample',
    'water',
    'factors',
    'sensorLayers',
    'beamReport',
    'culledBackground',
    'curvedSurface',
    'angles',
  ];
  expect(idsOf(corrected(rich), 'c')).toEqual(named);
  expect(idsOf(inC(rich), 'corrected')).toEqual(named);
});

test('restoring them gives the image of the C program, bit by bit', async () => {
  const experiment = corrected(rich);
  const restored = reproduceC(experiment, idsOf(experiment, 'c'));
  expect(await imageOf(restored)).toEqual(await imageOf(inC(rich)));
  expect(await imageOf(experiment)).not.toEqual(await imageOf(inC(rich)));
});

test('reproduceC sets the named options to what C does and leaves the others', () => {
  const { compatibility } = reproduceC(corrected({ compatibility: { water: 'once' } }), ['phiSample', 'factors']);
  expect(compatibility).toEqual({ water: 'once', phiSample: 'start', factors: 'first' });
  expect(
    reproduceC(
      corrected(),
      COMPATIBILITY_OPTIONS.map(({ id }) => id),
    ).compatibility,
  ).toEqual(Object.fromEntries(COMPATIBILITY_OPTIONS.map(({ id, c }) => [id, c])));
});
