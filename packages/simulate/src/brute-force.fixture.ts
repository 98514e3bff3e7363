import { ELECTRON_RADIUS_SQUARED, type Vec3, vector } from '@braggsim/core';
import type { Derived } from '@braggsim/core/derived';
import type { BuiltPlan } from './plan';

/** Sines of whole indices, as in a textbook: independent of the formulas that kernels run. */
const interference = (h: number, cells: number): number => {
  const bottom = Math.sin(Math.PI * h);
  return Math.abs(bottom) < 1e-9 ? cells : Math.sin(Math.PI * cells * h) / bottom;
};

const row = (array: Float64Array, i: number): Vec3 => [array[3 * i] ?? 0, array[3 * i + 1] ?? 0, array[3 * i + 2] ?? 0];

/** Kahn's factor from angles, as the literature has it. */
function polarization(polarizationFraction: number, incident: Vec3, axis: Vec3, direction: Vec3): number {
  const c = vector.dot(incident, direction);
  const magnetic = vector.unit(vector.cross(axis, incident));
  const electric = vector.unit(vector.cross(incident, magnetic));
  const psi = -Math.atan2(vector.dot(direction, magnetic), vector.dot(direction, electric));
  return (1 + c * c - polarizationFraction * Math.cos(2 * psi) * (1 - c * c)) / 2;
}

/** Returns the direct cell vectors of every spindle angle and mosaic domain. */
function orientations({ crystal, scan, mosaic, detector }: Derived): Vec3[][] {
  const rows = Array.from({ length: mosaic.domains }, (_, d) => [0, 1, 2].map((r) => row(mosaic.rotations, 3 * d + r)));
  return [...scan.angles].flatMap((angle) =>
    rows.map((matrix) =>
      [crystal.a, crystal.b, crystal.c].map((v) => {
        const turned = vector.rotateAbout(v, detector.spindle, angle);
        return matrix.map((r) => vector.dot(r, turned)) as unknown as Vec3;
      }),
    ),
  );
}

export interface BruteForce {
  readonly F: number;
  /** Amplitude of incoherent scattering, squared, electrons^2. */
  readonly background?: number;
}

/**
 * Returns the expected photons of a pixel of a flat detector: every factor evaluated at every sample, all loops written out. Sources
 * are averaged with their weights.
 */
export function bruteForce(
  { derived }: Pick<BuiltPlan, 'derived'>,
  at: { fast: number; slow: number },
  what: BruteForce,
): number {
  const { detector, beam, sources, oversample: n, crystal } = derived;
  const { sensor } = detector;
  const turned = orientations(derived);
  let sum = 0;
  for (let layer = 0; layer < sensor.layers; layer++) {
    for (let sub = 0; sub < n * n; sub++) {
      const f = ((at.fast * n + (sub % n) + 0.5) * detector.pixelSize) / n;
      const s = ((at.slow * n + Math.floor(sub / n) + 0.5) * detector.pixelSize) / n;
      const depth = layer * sensor.layerStep;
      const X = [0, 1, 2].map(
        (i) =>
          (detector.origin[i] ?? 0) +
          f * (detector.fast[i] ?? 0) +
          s * (detector.slow[i] ?? 0) +
          depth * (detector.normal[i] ?? 0),
      ) as unknown as Vec3;
      const R = Math.hypot(...X);
      const d = vector.scale(X, 1 / R);
      const solidAngle = detector.pointPixel ? R ** -2 : (detector.pixelSize ** 2 * detector.normalDistance) / R ** 3;
      const path = (sensor.layerStep * (sensor.attenuation ?? 0)) / vector.dot(d, detector.normal);
      const capture = sensor.thickness > 0 ? Math.exp(-layer * path) - Math.exp(-(layer + 1) * path) : 1;
      for (let source = 0; source < sources.count; source++) {
        const i = vector.scale(vector.unit(row(sources.positions, source)), -1);
        const q = vector.scale(vector.subtract(d, i), 1 / (sources.wavelengths[source] ?? 0));
        const P =
          beam.polarizationFraction === null ? 1 : polarization(beam.polarizationFraction, i, detector.polarization, d);
        let crystalSum = 0;
        for (const vectors of turned) {
          const F2 = vectors.reduce(
            (p, v, axis) => p * interference(vector.dot(v, q), crystal.cells[axis] ?? 1) ** 2,
            what.F ** 2,
          );
          crystalSum += F2 + (what.background ?? 0);
        }
        sum += ((sources.weights[source] ?? 0) * capture * P * solidAngle * crystalSum) / turned.length;
      }
    }
  }
  return (ELECTRON_RADIUS_SQUARED * beam.fluence * sum) / (n * n * sources.count);
}
