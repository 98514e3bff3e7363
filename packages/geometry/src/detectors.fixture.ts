import { planTerm, type Vec3, type Warning } from '@braggsim/core';
import { type Compatibility, type Derived, type Detector, resolveCompatibility } from '@braggsim/core/derived';
import { calculator, numbers } from '@braggsim/formula';
import { expect } from 'vitest';
import { captureFraction } from './capture-fraction';
import { type DetectorContext, resolveDetector } from './detector';
import type { DetectorSection } from './sections';
import { facesSample, solidAngle } from './solid-angle';

export const AS_IN_C = resolveCompatibility('nanobragg-c');
export const CORRECTED = resolveCompatibility('corrected');

/** Returns a detector plane of 64 x 64 pixels of 0.1 mm unless the section says otherwise. */
export const detectorOf = (section: DetectorSection, compatibility = AS_IN_C): Detector =>
  resolveDetector({ pixelsFast: 64, pixelsSlow: 64, ...section }, { compatibility: compatibility }).value;

export const warningsOf = (
  detector: DetectorSection,
  compatibility = AS_IN_C,
  context: DetectorContext = {},
): readonly Warning[] =>
  resolveDetector({ pixelsFast: 64, pixelsSlow: 64, ...detector }, { ...context, compatibility: compatibility })
    .warnings;

/** Formulas as plain float64 functions. */
export const plainNumbers = calculator(numbers());

/** Expects agreement relative to the larger of the expected length and `scale`. */
export function expectVector(found: Vec3, expected: readonly number[], tolerance: number, scale = 0): void {
  const size = Math.max(Math.hypot(...expected), scale);
  for (const i of [0, 1, 2] as const) {
    expect(Math.abs(found[i] - (expected[i] as number)), `component ${i} of ${found}`).toBeLessThanOrEqual(
      tolerance * size,
    );
  }
}

export function expectClose(found: number, expected: number, relative: number, what = ''): void {
  expect(Math.abs(found - expected), `${what} ${found} for ${expected}`).toBeLessThanOrEqual(
    relative * Math.abs(expected),
  );
}

/** Returns the solid angle as the plan of this detector has it. */
export const solidAnglePlan = (detector: Detector, compatibility: Compatibility) =>
  planTerm(solidAngle, { params: { obliquity: !facesSample(detector, compatibility) } }, { detector } as Derived);

/** Returns the capture fraction as the plan of a detector with this sensor has it. */
export const captureFractionPlan = (sensor: Detector['sensor']) =>
  planTerm(captureFraction, {}, { detector: { sensor } } as Derived);
