import type { Term, Vec3 } from '@braggsim/core';
import type { Derived } from '@braggsim/core/derived';
import { forEachPixel, type Registry } from '@braggsim/core/kernel';
import { formatG } from '@braggsim/core/text';
import { type PixelTrace, pixelTracer } from '@braggsim/kernel-cpu';
import type { BuiltPlan } from '@braggsim/simulate';
import type { RunSettings } from './invocation';
import { cellVectors } from './report';

interface TracedPixel {
  readonly fast: number;
  readonly slow: number;
  readonly trace: PixelTrace;
  readonly steps: number;
  readonly photons: number;
}

const factor = (trace: PixelTrace, id: string): number => trace.factors[id] ?? 1;
const wide = (x: number): string => formatG(x, 10).padStart(15);

/** Returns the C program's report of one pixel: the values of its last sample. */
function printoutLines(
  { fast, slow, trace, steps, photons }: TracedPixel,
  { beam }: Derived,
  vectors: readonly [Vec3, Vec3, Vec3],
): string[] {
  const { last, sum } = trace;
  const place = `${String(fast).padStart(4)} ${String(slow).padStart(4)} :`;
  if (!last) return [`${place} beyond the resolution limit`];
  const [x, y, z] = last.position;
  const bragg = Math.sin(Math.atan2(Math.sqrt(y * y + z * z), x) / 2) / (beam.wavelength * 1e10);
  const { h0, k0, l0, sinThetaOverLambda } = last.inputs;
  return [
    `${place} stol = ${formatG(sinThetaOverLambda)} or ${formatG(bragg)}`,
    `at ${[x, y, z].map((v) => formatG(v)).join(' ')}`,
    `hkl= ${last.hkl.map((v) => v.toFixed(6)).join(' ')}  hkl0= ${h0} ${k0} ${l0}`,
    ` F_cell=${formatG(Math.sqrt(last.structure))}  F_latt=${formatG(Math.sqrt(last.shape))}   I = ${formatG(sum)}`,
    `I/steps ${wide(sum / steps)}`,
    `polar   ${wide(factor(trace, 'polarization'))}`,
    `omega   ${wide(factor(trace, 'solidAngle'))}`,
    `capfrac ${wide(factor(trace, 'captureFraction'))}`,
    `pixel   ${wide(photons)}`,
    ...cellVectors(...vectors),
  ];
}

/** Returns the detailed report of the same pixel with all digits, one quantity per line. */
function traceLines({ fast, slow, trace, steps, photons }: TracedPixel): string[] {
  const { last, sum, factors } = trace;
  const row = (name: string, ...values: readonly number[]) =>
    `TRACE: ${name} ${values.map((v) => formatG(v, 17)).join(' ')}`;
  return [
    row('pixel_fast_slow', fast, slow),
    ...(last
      ? [
          row('position_m', ...last.position),
          row('hkl', ...last.hkl),
          row('hkl0', last.inputs.h0, last.inputs.k0, last.inputs.l0),
          row('sin_theta_over_lambda_per_m', last.inputs.sinThetaOverLambda),
          row('F_cell_squared', last.structure),
          row('F_latt_squared', last.shape),
        ]
      : []),
    row('I_sum', sum),
    row('I_over_steps', sum / steps),
    ...Object.entries(factors).map(([id, value]) => row(id, value)),
    row('photons', photons),
  ];
}

/** Returns the cell vectors (m) of one orientation of a plan. */
const orientationVectors = (orientations: Float64Array, i: number): readonly [Vec3, Vec3, Vec3] => {
  const at = (j: number): Vec3 => [...orientations.subarray(9 * i + 3 * j, 9 * i + 3 * j + 3)] as unknown as Vec3;
  return [at(0), at(1), at(2)];
};

/** Reports the requested pixels: one, or all of the region of interest. */
export async function tellPixels(
  { plan, derived, steps }: BuiltPlan,
  terms: Registry<Term>,
  { printout, printoutPixel, tracePixel }: RunSettings,
  photons: Float32Array,
  say: (lines: readonly string[]) => void,
): Promise<void> {
  const trace = await pixelTracer(plan, terms);
  const { pixelsFast, pixelsSlow, region } = derived.detector;
  const lines = (fast: number, slow: number, style: typeof printoutLines) => {
    if (fast >= pixelsFast || slow >= pixelsSlow) return;
    const traced = trace({ fast, slow });
    const vectors = orientationVectors(plan.shot.orientations, traced.last?.orientation ?? 0);
    say(
      style(
        { fast, slow, trace: traced, steps, photons: photons[slow * pixelsFast + fast] as number },
        derived,
        vectors,
      ),
    );
  };
  if (tracePixel) lines(tracePixel[1], tracePixel[0], traceLines);
  if (!printout) return;
  if (printoutPixel) return lines(printoutPixel[0], printoutPixel[1], printoutLines);
  forEachPixel(region, derived.detector, (fast, slow) => lines(fast, slow, printoutLines));
}
