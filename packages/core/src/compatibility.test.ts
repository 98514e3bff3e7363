import { describe, expect, test } from 'vitest';
import { COMPATIBILITY_OPTIONS, type Compatibility, resolveCompatibility } from './compatibility';
import { isBraggsimError } from './errors';

const C: Compatibility = {
  cellReciprocal: 'c',
  phiSample: 'start',
  water: 'squared',
  factors: 'first',
  sensorLayers: 'c',
  beamReport: 'withoutTwoTheta',
  culledBackground: 'dropped',
  sourceWeights: 'ignore',
  curvedSurface: 'labAxes',
  emptySensor: 'absorbsAll',
  namedPivot: 'convention',
  cornerVector: 'ignored',
  angles: 'float32',
  noPolarization: 'overridden',
};
const CORRECTED: Compatibility = {
  cellReciprocal: 'exact',
  phiSample: 'middle',
  water: 'once',
  factors: 'each',
  sensorLayers: 'exact',
  beamReport: 'final',
  culledBackground: 'stays',
  sourceWeights: 'normalize',
  curvedSurface: 'detectorFrame',
  emptySensor: 'transparent',
  namedPivot: 'asGiven',
  cornerVector: 'used',
  angles: 'float64',
  noPolarization: 'holds',
};

test('the two modes; correct physics without one', () => {
  expect(resolveCompatibility()).toEqual(CORRECTED);
  expect(resolveCompatibility('nanobragg-c')).toEqual(C);
  expect(resolveCompatibility('corrected')).toEqual(CORRECTED);
});

describe.each(COMPATIBILITY_OPTIONS.map((option) => ({ id: option.id, option })))('$id', ({ id, option }) => {
  test('stands for one value in each mode, and says why', () => {
    expect(option.c).toBe(C[id]);
    expect(option.corrected).toBe(CORRECTED[id]);
    expect(option.c).not.toBe(option.corrected);
    expect(option.item).toMatch(/^[PF]\d+$/);
    expect(option.inC.length).toBeGreaterThan(20);
    expect(option.right.length).toBeGreaterThan(15);
  });

  test('can be set by itself in both modes, and nothing else follows', () => {
    for (const value of [option.c, option.corrected, ...(option.others ?? [])]) {
      expect(resolveCompatibility('corrected', { [id]: value })).toEqual({ ...CORRECTED, [id]: value });
      expect(resolveCompatibility('nanobragg-c', { [id]: value })).toEqual({ ...C, [id]: value });
    }
  });

  test('refuses other values, naming those that there are', () => {
    const refused = catchError(() => resolveCompatibility('corrected', { [id]: 'sometimes' }));
    expect(isBraggsimError(refused, 'usage')).toBe(true);
    expect(String(refused)).toContain(`compatibility option '${id}' is one of ${option.c}, ${option.corrected}`);
    expect(String(refused)).toContain("not 'sometimes'");
  });
});

test('an unknown option is refused, naming those that there are', () => {
  const refused = catchError(() => resolveCompatibility('corrected', { colour: 'red' } as Partial<Compatibility>));
  expect(isBraggsimError(refused, 'usage')).toBe(true);
  expect(String(refused)).toContain(
    "there is no compatibility option 'colour'; the options are cellReciprocal, phiSample",
  );
});

function catchError(attempt: () => unknown): unknown {
  try {
    return attempt();
  } catch (error) {
    return error;
  }
}

test('values that had other names are accepted under these', () => {
  const renamed = COMPATIBILITY_OPTIONS.flatMap(({ id, c, formerly }) =>
    formerly === undefined ? [] : [{ id, c, formerly }],
  );
  expect(renamed.map(({ id }) => id)).toEqual(['culledBackground', 'emptySensor']);
  const former: Partial<Compatibility> = Object.fromEntries(renamed.map(({ id, formerly }) => [id, formerly]));
  expect(resolveCompatibility('corrected', former)).toEqual({
    ...CORRECTED,
    ...Object.fromEntries(renamed.map(({ id, c }) => [id, c])),
  });
});
