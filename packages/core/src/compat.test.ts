import { describe, expect, test } from 'vitest';
import type { Choices } from './choices';
import { CHOICES, resolveChoices } from './compat';
import { isBraggsimError } from './errors';

const C: Choices = {
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
const CORRECTED: Choices = {
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

test('the two modes', () => {
  expect(resolveChoices('nanobragg-c')).toEqual(C);
  expect(resolveChoices('corrected')).toEqual(CORRECTED);
});

describe.each(CHOICES.map((choice) => ({ id: choice.id, choice })))('$id', ({ id, choice }) => {
  test('stands for one value in each mode, and says why', () => {
    expect(choice.c).toBe(C[id]);
    expect(choice.corrected).toBe(CORRECTED[id]);
    expect(choice.c).not.toBe(choice.corrected);
    expect(choice.item).toMatch(/^[PF]\d+$/);
    expect(choice.inC.length).toBeGreaterThan(20);
    expect(choice.right.length).toBeGreaterThan(15);
  });

  test('can be set by itself in both modes, and nothing else follows', () => {
    for (const value of [choice.c, choice.corrected, ...(choice.others ?? [])]) {
      expect(resolveChoices('corrected', { [id]: value })).toEqual({ ...CORRECTED, [id]: value });
      expect(resolveChoices('nanobragg-c', { [id]: value })).toEqual({ ...C, [id]: value });
    }
  });

  test('refuses other values, naming those that there are', () => {
    const refused = catchError(() => resolveChoices('corrected', { [id]: 'sometimes' }));
    expect(isBraggsimError(refused, 'usage')).toBe(true);
    expect(String(refused)).toContain(`choice '${id}' is one of ${choice.c}, ${choice.corrected}`);
    expect(String(refused)).toContain("not 'sometimes'");
  });
});

test('an unknown choice is refused, naming those that there are', () => {
  const refused = catchError(() => resolveChoices('corrected', { colour: 'red' } as Partial<Choices>));
  expect(isBraggsimError(refused, 'usage')).toBe(true);
  expect(String(refused)).toContain("there is no choice 'colour'; the choices are cellReciprocal, phiSample");
});

function catchError(attempt: () => unknown): unknown {
  try {
    return attempt();
  } catch (error) {
    return error;
  }
}

test('values that had other names are accepted under these', () => {
  const former = { emptySensor: 'black', culledBackground: 'vanishes' } as unknown as Partial<Choices>;
  const { emptySensor, culledBackground } = resolveChoices('corrected', former);
  expect({ emptySensor, culledBackground }).toEqual({ emptySensor: 'absorbsAll', culledBackground: 'dropped' });
});
