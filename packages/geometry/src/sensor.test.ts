import { describe, expect, test } from 'vitest';
import { AS_IN_C, CORRECTED } from './detectors.fixture';
import type { SensorSection } from './sections';
import { resolveSensor } from './sensor';

const inC = (section: SensorSection) => resolveSensor(section, AS_IN_C);
const right = (section: SensorSection) => resolveSensor(section, CORRECTED);
const ids = ({ warnings }: ReturnType<typeof inC>) => warnings.map((w) => w.id);

test('without a thickness there is one layer of no depth', () => {
  expect(inC({})).toEqual({ value: { thickness: 0, layers: 1, layerStep: 0, attenuation: null }, warnings: [] });
  expect(right({ layers: 5 }).value).toEqual({ thickness: 0, layers: 1, layerStep: 0, attenuation: null });
  expect(ids(inC({ layers: 5 }))).toEqual(['sensor-without-thickness']);
  expect(ids(inC({ absorptionDepthUm: 500 }))).toEqual(['sensor-without-thickness']);
  expect(ids(inC({ absorptionDepthUm: 'inf' }))).toEqual([]);
});

describe('layer steps (P9)', () => {
  test.each([
    [undefined, 2, 50e-6],
    [0, 2, 50e-6],
    [1, 2, 100e-6],
    [2, 2, 100e-6],
    [5, 5, 25e-6],
  ])('in C: %s layers of 100 um', (layers, expectedLayers, step) => {
    const { value } = inC({ thicknessUm: 100, absorptionDepthUm: 500, ...(layers !== undefined && { layers }) });
    expect(value.layers).toBe(expectedLayers);
    expect(value.layerStep).toBeCloseTo(step, 18);
    expect(value.attenuation).toBeCloseTo(2000, 9);
  });

  test.each([
    [undefined, 2, 50e-6],
    [1, 1, 100e-6],
    [5, 5, 20e-6],
  ])('corrected: %s layers of 100 um', (layers, expectedLayers, step) => {
    const { value } = right({ thicknessUm: 100, absorptionDepthUm: 500, ...(layers !== undefined && { layers }) });
    expect(value.layers).toBe(expectedLayers);
    expect(value.layerStep).toBeCloseTo(step, 18);
    expect(value.layers * value.layerStep).toBeCloseTo(100e-6, 18);
  });

  test('one layer that became two is warned of', () => {
    expect(ids(inC({ thicknessUm: 100, absorptionDepthUm: 500, layers: 1 }))).toEqual(['sensor-layers-changed']);
    expect(ids(right({ thicknessUm: 100, absorptionDepthUm: 500, layers: 1 }))).toEqual([]);
  });
});

test('the absorption depth defaults to the thickness, with a warning', () => {
  const result = inC({ thicknessUm: 100 });
  expect(result.value.attenuation).toBeCloseTo(1e4, 9);
  expect(ids(result)).toEqual(['sensor-absorption-assumed']);
});

describe.each(['inf', 0] as const)('a sensor of absorption depth %s (F12)', (absorptionDepthUm) => {
  const section: SensorSection = { thicknessUm: 100, absorptionDepthUm, layers: 4 };

  test('stays, black, in C', () => {
    expect(inC(section).value).toMatchObject({ layers: 4, attenuation: 0 });
    expect(ids(inC(section))).toEqual(['sensor-absorbs-nothing']);
    expect(inC(section).warnings[0]?.message).toContain('the image is black');
  });

  test('is left out in corrected mode', () => {
    expect(right(section).value).toEqual({ thickness: 0, layers: 1, layerStep: 0, attenuation: 0 });
    expect(ids(right(section))).toEqual(['sensor-absorbs-nothing']);
    expect(right(section).warnings[0]?.message).toContain('every photon is counted');
  });
});

test.each<[SensorSection, RegExp]>([
  [{ thicknessUm: -1 }, /detector\.sensor\.thicknessUm must be zero or more/],
  [{ absorptionDepthUm: -500 }, /detector\.sensor\.absorptionDepthUm must be zero or more/],
  [{ thicknessUm: 100, layers: 2.5 }, /detector\.sensor\.layers must be made of whole numbers/],
])('%o is refused', (section, message) => {
  expect(() => inC(section)).toThrow(message);
});

test('a billion layers are refused before any is made', () => {
  expect(() => right({ thicknessUm: 100, layers: 1e9 })).toThrow('at most 10000, not 1000000000');
  expect(right({ thicknessUm: 100, layers: 10_000 }).value.layers).toBe(10_000);
});
