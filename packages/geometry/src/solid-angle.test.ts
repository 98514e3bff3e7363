import { calculator, duals, variable } from '@braggsim/formula';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { AS_IN_C, CORRECTED, detectorOf, expectClose, plainNumbers as m, solidAnglePlan } from './detectors.fixture';
import { solidAngle } from './solid-angle';

const at = { pixelSize: 1e-4, normalDistance: 0.08, range: 0.1 };
const plain = { pointPixel: false, obliquity: true };

test('is pixel area over squared range times the cosine of incidence', () => {
  expectClose(solidAngle.formula(m, at, {}, plain), (1e-8 / 0.01) * 0.8, 1e-14);
});

test('leaves the cosine out where pixels face the sample', () => {
  expectClose(solidAngle.formula(m, at, {}, { pointPixel: false, obliquity: false }), 1e-6, 1e-14);
});

test('is the inverse squared range for point pixels', () => {
  expectClose(solidAngle.formula(m, at, {}, { pointPixel: true, obliquity: true }), 100, 1e-14);
});

test('does not change when everything is scaled', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (s) => {
      const scaled = { pixelSize: at.pixelSize * s, normalDistance: at.normalDistance * s, range: at.range * s };
      expectClose(solidAngle.formula(m, scaled, {}, plain), solidAngle.formula(m, at, {}, plain), 1e-13);
    }),
  );
});

test('falls with the cube of the range', () => {
  const dual = calculator(duals(1));
  const result = solidAngle.formula(
    dual,
    { pixelSize: dual.value(1e-4), normalDistance: dual.value(0.08), range: variable(0.1, 0, 1) },
    {},
    plain,
  );
  expectClose(result.partials[0] as number, (-3 * result.value) / 0.1, 1e-13);
});

test('knows of a detector whether its pixels face the sample', () => {
  const specializationOf = (curved: boolean, compatibility = AS_IN_C) =>
    solidAnglePlan(detectorOf({ curved }), compatibility).specialization;
  expect(specializationOf(false)).toEqual({ pointPixel: false, obliquity: true });
  expect(specializationOf(true)).toEqual({ pointPixel: false, obliquity: true });
  expect(specializationOf(true, CORRECTED)).toEqual({ pointPixel: false, obliquity: false });
  expect(solidAnglePlan(detectorOf({ pointPixel: true }), CORRECTED).specialization.pointPixel).toBe(true);
});
