import { type Vec3, vector } from '@braggsim/core';
import type { Derived } from '@braggsim/core/derived';
import { recordingPanels } from '@braggsim/geometry';

/** Positions of the pixels of a detector in the laboratory, with the beam. */
export interface DetectorRays {
  /** Returns the sensor point of a place on a panel, in pixels from its corner, m. */
  readonly pointAt: (panel: number, fast: number, slow: number) => Vec3;
  /** Returns the place at which a ray from the sample meets a panel; undefined where it does not meet its plane. */
  readonly meets: (panel: number, direction: Vec3) => readonly [fast: number, slow: number] | undefined;
  /** Returns the scattering vector of a place, 1/A. */
  readonly scatteringAt: (panel: number, fast: number, slow: number) => Vec3;
  readonly pixelSize: (panel: number) => number;
  readonly panels: number;
  /** Unit direction of the beam, and its mean wavelength in A. */
  readonly beam: Vec3;
  readonly wavelengthA: number;
}

const METRES_PER_A = 1e-10;

/** Returns the mean wavelength of the sources, weighted, A. */
function meanWavelength({ sources, beam }: Derived): number {
  let [sum, weight] = [0, 0];
  for (let i = 0; i < sources.count; i++) {
    sum += (sources.wavelengths[i] as number) * (sources.weights[i] as number);
    weight += sources.weights[i] as number;
  }
  return (weight > 0 ? sum / weight : beam.wavelength) / METRES_PER_A;
}

/** Returns the rays of a flat detector or of its panels. */
export function detectorRays(derived: Derived): DetectorRays {
  const panels = recordingPanels(derived.detector);
  const beam = vector.unit(derived.detector.beam);
  const wavelengthA = meanWavelength(derived);
  const at = (panel: number) => panels[panel] as (typeof panels)[number];
  const pointAt = (panel: number, fast: number, slow: number): Vec3 => {
    const { origin, fast: f, slow: s, pixelSize, pixelSizeSlow = pixelSize } = at(panel);
    return vector.add(origin, vector.add(vector.scale(f, fast * pixelSize), vector.scale(s, slow * pixelSizeSlow)));
  };
  return {
    pointAt,
    meets: (panel, direction) => {
      const { origin, fast: f, slow: s, normal, pixelSize, pixelSizeSlow = pixelSize } = at(panel);
      const cosine = vector.dot(direction, normal);
      const range = vector.dot(origin, normal) / cosine;
      if (!(range > 0) || !Number.isFinite(range)) return undefined;
      const inPlane = vector.subtract(vector.scale(direction, range), origin);
      return [vector.dot(inPlane, f) / pixelSize, vector.dot(inPlane, s) / pixelSizeSlow];
    },
    scatteringAt: (panel, fast, slow) =>
      vector.scale(vector.subtract(vector.unit(pointAt(panel, fast, slow)), beam), 1 / wavelengthA),
    pixelSize: (panel) => at(panel).pixelSize,
    panels: panels.length,
    beam,
    wavelengthA,
  };
}

/** Returns the reciprocal vectors (1/A) of the crystal in the middle of its rotation range. */
export function reciprocalAxes({ crystal, detector, scan }: Derived): vector.Basis {
  const angle = scan.angles.reduce((sum, one) => sum + one, 0) / Math.max(1, scan.angles.length);
  const direct = vector.mapBasis([crystal.a, crystal.b, crystal.c], (v) =>
    vector.scale(vector.rotateAbout(v, detector.spindle, angle), 1 / METRES_PER_A),
  );
  return vector.reciprocal(direct);
}
