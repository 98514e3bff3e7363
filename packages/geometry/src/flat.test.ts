import { type Vec3, vector } from '@braggsim/core';
import { type LoadedCase, referenceCases } from '@braggsim/testkit';
import { describe, expect, test } from 'vitest';
import { captureFraction } from './capture-fraction';
import { curvedLabAxes } from './curved-lab-axes';
import { resolveDetector } from './detector';
import {
  AS_IN_C,
  captureFractionPlan,
  detectorOf,
  expectClose,
  expectVector,
  plainNumbers as m,
  solidAnglePlan,
} from './detectors.fixture';
import { flat, flatConstants } from './flat';
import { panelPlan } from './panel';
import { solidAngle } from './solid-angle';

const pointOf = (
  plan: ReturnType<typeof panelPlan>['surface'],
  at: { fastOffset: number; slowOffset: number; depth: number },
) =>
  (plan.id === 'flat'
    ? flat.formula(m, at, plan.constants as ReturnType<typeof flat.constants>, {})
    : curvedLabAxes.formula(m, at, plan.constants as ReturnType<typeof curvedLabAxes.constants>, {})) as Vec3;

test('starts at the corner and advances along its axes', () => {
  const d = detectorOf({ rotationDeg: [10, 20, 30] });
  const at = (fastOffset: number, slowOffset: number, depth: number) =>
    flat.formula(m, { fastOffset, slowOffset, depth }, flatConstants(d), {}) as Vec3;
  expect(at(0, 0, 0)).toEqual(d.origin);
  expectVector(vector.subtract(at(2e-3, 0, 0), d.origin), vector.scale(d.fast, 2e-3), 1e-13);
  expectVector(vector.subtract(at(0, 3e-3, 0), d.origin), vector.scale(d.slow, 3e-3), 1e-13);
  expectVector(vector.subtract(at(0, 0, 4e-4), d.origin), vector.scale(d.normal, 4e-4), 1e-12);
});

/** Position, solid angle and capture fraction that the C program traces: the last sample, or the first where it keeps that. */
function traced({ experiment, derived }: LoadedCase, fast: number, slow: number) {
  const d = resolveDetector(experiment.detector, { ...experiment, compatibility: AS_IN_C }).value;
  const n = derived.oversample;
  const sub = d.pixelSize / n;
  const { surface } = panelPlan(d, { compatibility: AS_IN_C });
  const lastLayer = d.sensor.layers - 1;
  const point = (step: number, layer: number) =>
    pointOf(surface, {
      fastOffset: sub * (fast * n + step) + sub / 2,
      slowOffset: sub * (slow * n + step) + sub / 2,
      depth: layer * d.sensor.layerStep,
    });
  const range = (p: Vec3) => vector.length(p);
  const perSample = (flag: string) => derived.oversample_flags.some((f) => f.includes(flag));
  const forOmega = perSample('omega') ? point(n - 1, lastLayer) : point(0, 0);
  const forCapture = perSample('thick') ? point(n - 1, lastLayer) : point(0, lastLayer);
  return {
    position: point(n - 1, lastLayer),
    omega: solidAngle.formula(
      m,
      { pixelSize: d.pixelSize, normalDistance: d.normalDistance, range: range(forOmega) },
      {},
      solidAnglePlan(d, AS_IN_C).specialization as { pointPixel: boolean; obliquity: boolean },
    ),
    capture:
      d.sensor.thickness === 0
        ? 1
        : captureFraction.formula(
            m,
            { layer: lastLayer, cosIncidence: vector.dot(forCapture, d.normal) / range(forCapture) },
            captureFractionPlan(d.sensor).constants as { depthOfLayer: number },
            {},
          ),
  };
}

const tracedCases = referenceCases().filter((c) => c.trace !== undefined);

test('there are traced cases with sensors, curves and point pixels', () => {
  const features = new Set(tracedCases.flatMap((c) => c.features));
  for (const f of ['curved', 'point_pixel', 'sensor_thickness']) expect(features).toContain(f);
});

describe.each(tracedCases)('trace of $id', (c) => {
  test.each(c.trace ?? [])(
    'position, solid angle and capture of pixel $fast, $slow are those of the C program',
    (pixel) => {
      const { position, omega, capture } = traced(c, pixel.fast, pixel.slow);
      expectVector(position, pixel.position_m, 1e-12);
      expectClose(omega, pixel.omega_sr, 1e-12, 'solid angle');
      expectClose(capture, pixel.capture_fraction, 2e-12, 'capture fraction');
    },
  );
});
