import { builtinTerms } from '@braggsim/experiment';
import { pixelTracer } from '@braggsim/kernel-cpu';
import { referenceCases, type TracedPixel } from '@braggsim/testkit';
import { describe, expect, test } from 'vitest';
import { buildPlan } from './plan';
import { inputsOf } from './reference.fixture';

/** Quirks of the C program that follow the order of pixels: its sums are not ours there. */
const ORDER_DEPENDENT = [
  'phi_zero_keeps_previous_rotation',
  'in_loop_corrections_multiply_running_sum',
  'interpolation_stays_off_after_leaving_table',
];
/** Values are printed with 15 digits or more; exp and sin of both programs part in the last ones. */
const PRINTED = 1e-11;

const traced = referenceCases()
  .filter(({ trace, quirks }) => trace && !quirks.some((quirk) => ORDER_DEPENDENT.includes(quirk)))
  .map((c) => ({ id: c.id, c }));

test('the C program has traced cases of every kind', () => {
  const features = new Set(traced.flatMap(({ c }) => c.features));
  for (const feature of ['curved', 'sensor_thickness', 'mosaic', 'divergence', 'polarized', 'shape:round']) {
    expect([...features]).toContain(feature);
  }
});

describe.each(traced)('$id', ({ c }) => {
  const built = buildPlan(c.experiment, inputsOf(c));

  test.each(c.trace as readonly TracedPixel[])(
    'sum and factors of pixel $slow $fast are those of the C program',
    async (expected) => {
      const { plan, derived, steps } = await built;
      const { last, sum, factors, photons } = (await pixelTracer(plan, builtinTerms))(expected);
      const near = (found: number | undefined, value: number, relative = PRINTED) =>
        expect(Math.abs((found ?? Number.NaN) - value)).toBeLessThanOrEqual(relative * Math.abs(value));

      expect(steps).toBe(expected.steps);
      // A factor that is the same for all samples of a pixel may be in the sum; the C program never has it there.
      const inside = plan.fixed.factors.filter(({ mode }) => mode === 'each').map(({ id }) => factors[id] as number);
      const bare = sum / inside.reduce((product, factor) => product * factor, 1);
      near(bare, expected.I_sum, 1e-7);
      near(bare / steps, expected.I_over_steps, 1e-7);
      near(photons, expected.pixel, 1e-6);
      if (derived.beam.polarizationFraction !== null) near(factors.polarization, expected.polar);
      near(factors.solidAngle, expected.omega_sr);
      near(factors.captureFraction ?? 1, expected.capture_fraction);
      for (const axis of [0, 1, 2] as const) {
        expect(last?.position[axis]).toBeCloseTo(expected.position_m[axis], 13);
        expect(last?.hkl[axis]).toBeCloseTo(expected.hkl[axis], 9);
      }
      near(last?.inputs.sinThetaOverLambda, expected.sin_theta_over_lambda_per_m, 1e-9);
      expect([last?.inputs.h0, last?.inputs.k0, last?.inputs.l0].map((x) => (x ?? Number.NaN) + 0)).toEqual(
        expected.hkl0,
      );
      near(last?.structure, expected.F_cell ** 2, 1e-9);
      // Next to a zero of the fringes only the part of the peak counts.
      const peak = derived.crystal.cells.reduce((product, cells) => product * cells ** 2, 1);
      expect(Math.abs((last?.shape ?? 0) - expected.F_latt ** 2)).toBeLessThanOrEqual(
        1e-7 * expected.F_latt ** 2 + 1e-13 * peak,
      );
    },
  );
});
