import { isAllowed, type ParameterTable } from '@braggsim/core';
import { geometryParameters } from '@braggsim/geometry';
import { latticeParameters } from '@braggsim/lattice';
import { sourceParameters } from '@braggsim/sources';
import { expect, test } from 'vitest';
import { START } from './presets';
import { sliders } from './sliders';

const tables: ParameterTable = { ...latticeParameters, ...sourceParameters, ...geometryParameters };
const sliderOf = (label: string) => sliders.find((slider) => slider.label === label) ?? expect.fail(label);

test('labels are those of fields and units those of tables', () => {
  expect(sliders.map(({ label, unit }) => `${label} ${unit}`.trim())).toEqual([
    'misset x deg',
    'misset y deg',
    'misset z deg',
    'cells',
    'mosaic spread deg',
    'wavelength Å',
    'distance mm',
    'oversample',
  ]);
});

test.each(sliders)(
  '$label has both ends and its initial value in the range of its parameter',
  ({ id, min, max, read }) => {
    const parameter = tables[id] ?? tables[id.replace(/\.[^.]+$/, '')] ?? expect.fail(id);
    const value = read(START);
    for (const x of [min, value, max]) {
      expect(isAllowed(parameter, parameter.type === 'numbers' ? [x, x, x] : x), `${x}`).toBe(true);
    }
    expect(min).toBeLessThanOrEqual(value);
    expect(value).toBeLessThanOrEqual(max);
  },
);

test('a slider changes its own number only; that of the cells changes all three', () => {
  const turned = sliderOf('misset y').write(START, 45);
  expect(turned).toEqual({ ...START, crystal: { ...START.crystal, misset: [3, 45, 8] } });
  expect(sliderOf('misset y').read(turned)).toBe(45);
  expect(sliderOf('cells').write(START, 12).crystal?.cells).toEqual([12, 12, 12]);
  expect(sliderOf('mosaic spread').write(START, 1).crystal?.mosaic).toEqual({ spreadDeg: 1, domains: 24 });
});

test('a slider shows the default where the experiment has no value', () => {
  expect(sliderOf('distance').read({})).toBe(100);
  expect(sliderOf('misset x').read({})).toBe(0);
  expect(sliderOf('wavelength').write({}, 2)).toEqual({ beam: { wavelengthA: 2 } });
});

test('what an experiment gives by another field has no slider, which would contradict it', () => {
  expect(sliderOf('distance').isFor({ detector: { closeDistanceMm: 90 } })).toBe(false);
  expect(sliderOf('misset x').isFor({ crystal: { orientation: [1, 0, 0, 0] } })).toBe(false);
  expect(sliderOf('cells').isFor({ crystal: { sizeUm: [1, 1, 1] } })).toBe(false);
  expect(sliderOf('wavelength').isFor({ beam: { energyEv: 12_000 } })).toBe(false);
  expect(sliders.every(({ isFor }) => isFor(START))).toBe(true);
});
