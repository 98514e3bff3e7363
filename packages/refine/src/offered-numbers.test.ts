import { expect, test } from 'vitest';
import { offeredNumbers } from './offered-numbers';
import { TRUTH } from './shot.fixture';

test('numbers are offered with their start and bounds, or the reason why they are not', async () => {
  const groups = await offeredNumbers(TRUTH, { inputs: {} });
  const of = (group: string) => groups.find((one) => one.group === group) ?? expect.fail(group);
  expect(of('cell').numbers.map(({ name, unit, start }) => `${name} ${start} ${unit}`)).toEqual([
    'cell.a 41 A',
    'cell.b 52 A',
    'cell.c 63 A',
    'cell.alpha 82 deg',
    'cell.beta 95 deg',
    'cell.gamma 103 deg',
  ]);
  expect(of('distance').numbers).toEqual([{ name: 'distance', unit: 'mm', start: 60, lower: 50, upper: 70 }]);
  expect(of('mosaic')).toMatchObject({ numbers: [], problem: expect.stringContaining('crystal.mosaic.spreadDeg') });
  expect(of('spectrum.scale').problem).toContain('needs a spectrum');
  expect(of('f-hkl')).toEqual({ group: 'f-hkl', numbers: [] });
});

test('a cell offers what its lattice leaves free, and a panel its shift and rotation', async () => {
  const { detector } = TRUTH;
  const panels = [{ name: 'left', pixelsFast: 60, pixelsSlow: 120, cornerMm: [0, 0, 0] as const }];
  const groups = await offeredNumbers({ ...TRUTH, detector: { ...detector, panels } }, { inputs: {} }, 'cubic');
  const names = groups.flatMap(({ numbers }) => numbers.map(({ name }) => name));
  expect(names.filter((name) => name.startsWith('cell'))).toEqual(['cell.a']);
  expect(names.filter((name) => name.startsWith('panel.left.'))).toHaveLength(6);
});
