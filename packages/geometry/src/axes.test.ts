import { vector } from '@braggsim/core';
import { describe, expect, test } from 'vitest';
import { resolveAxes } from './axes';
import { CONVENTIONS } from './conventions';
import { expectVector } from './detectors.fixture';

const ids = (...args: Parameters<typeof resolveAxes>) => resolveAxes(...args).warnings.map((w) => w.id);

describe.each(Object.keys(CONVENTIONS) as (keyof typeof CONVENTIONS)[])('%s', (convention) => {
  test('has unit vectors, right-handed but for adxv', () => {
    const { fast, slow, normal } = resolveAxes(convention).value;
    const handedness = vector.dot(vector.cross(fast, slow), normal);
    expect(handedness).toBe(convention === 'adxv' ? -1 : 1);
    expect(ids(convention)).toEqual([]);
  });
});

test('typed vectors hold in the custom convention only, as unit vectors', () => {
  const typed = { beam: [0, 0, 5], twoTheta: [3, 0, 4] } as const;
  expect(resolveAxes('custom', typed).value.beam).toEqual([0, 0, 1]);
  expectVector(resolveAxes('custom', typed).value.twoTheta, [0.6, 0, 0.8], 1e-15);
  expect(resolveAxes('custom', typed).value.fast).toEqual([0, 0, 1]);
  expect(resolveAxes('mosflm', typed).value).toEqual(CONVENTIONS.mosflm.axes);
});

test('a normal of length 1 is kept although fast and slow say otherwise', () => {
  const { value, warnings } = resolveAxes('custom', { fast: [1, 0, 0], slow: [0, 1, 0] });
  expect(value.normal).toEqual([1, 0, 0]);
  expect(warnings.map((w) => w.id)).toEqual(['axes-not-orthonormal']);
});

test('a normal of any other length is derived from fast and slow', () => {
  const { value, warnings } = resolveAxes('custom', { fast: [1, 0, 0], slow: [0, 1, 0], normal: [0, 0, 2] });
  expect(value.normal).toEqual([0, 0, 1]);
  expect(warnings.map((w) => w.message)).toEqual([
    'detector.axes.normal (0 0 2) is not of length 1: the cross product of fast and slow is used instead',
  ]);
});

test('a skewed or left-handed custom basis is used with a warning', () => {
  const skewed = resolveAxes('custom', { fast: [0, 0.001, 1] });
  expectVector(skewed.value.fast, [0, 0.001, 1], 1e-6);
  expect(skewed.warnings.map((w) => w.id)).toEqual(['axes-not-orthonormal']);
  expect(ids('custom', { slow: [0, 1, 0] })).toEqual(['axes-not-orthonormal']);
});

test('a polarization along the beam is warned of', () => {
  expect(ids('custom', { polarization: [2, 0, 0] })).toEqual(['polarization-along-beam']);
});

test('the goniometer axis wins over the custom spindle, with a warning', () => {
  const { value, warnings } = resolveAxes('custom', { spindle: [1, 0, 0] }, [0, 2, 0]);
  expect(value.spindle).toEqual([0, 1, 0]);
  expect(warnings.map((w) => w.id)).toEqual(['field-without-effect']);
});

test.each(['fast', 'slow', 'beam', 'polarization', 'spindle', 'twoTheta'] as const)('zero %s is refused', (name) => {
  expect(() => resolveAxes('custom', { [name]: [0, 0, 0] })).toThrow(`detector.axes.${name} must be a direction`);
});

test('a zero goniometer axis, parallel fast and slow, and endless numbers are refused', () => {
  expect(() => resolveAxes('xds', {}, [0, 0, 0])).toThrow('goniometer.axis must be a direction');
  expect(() => resolveAxes('custom', { fast: [0, 2, 0], slow: [0, -1, 0] })).toThrow(/must not be parallel/);
  expect(() => resolveAxes('custom', { normal: [0, Number.NaN, 0] })).toThrow(/detector\.axes\.normal .* finite/);
});

test('a normal whose length differs from 1 by rounding alone is no reason for a warning', () => {
  const tilt = 0.3;
  const [fast, slow] = [[Math.cos(tilt), 0, Math.sin(tilt)] as const, [0, 1, 0] as const];
  const normal = [-Math.sin(tilt) * (1 + 4e-16), 0, Math.cos(tilt) * (1 + 4e-16)] as const;
  expect(resolveAxes('custom', { fast, slow, normal }).warnings.map(({ id }) => id)).not.toContain('normal-derived');
  const other = [normal[0], 0.01, normal[2]] as const;
  expect(resolveAxes('custom', { fast, slow, normal: other }).warnings.map(({ id }) => id)).toContain('normal-derived');
});
