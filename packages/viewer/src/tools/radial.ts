import { type Vec3, vector } from '@braggsim/core';
import type { Panel, PixelMask, Pixels } from '@braggsim/core/derived';
import { labPosition, type Scattering, spacingOf, twoThetaOf } from '../geometry/scattering';
import { cornersOf, WHOLE } from '../image/placement';

/** Averages over all directions around the beam. */
export interface RadialAverage {
  /** 1/d at the middle of each bin, 1/Å. */
  readonly inverseSpacings: Float64Array;
  /** Mean of the pixels; NaN for bins without any. */
  readonly means: Float64Array;
}

interface PanelValues {
  readonly pixels: Pixels;
  readonly mask?: PixelMask | undefined;
}

/** Steps along the rows and columns of a panel, m. */
function stepsOf({ fast, slow, pixelSize, pixelSizeSlow = pixelSize }: Panel): readonly [Vec3, Vec3] {
  return [vector.scale(fast, pixelSize), vector.scale(slow, pixelSizeSlow)];
}

/** Calls `visit` with |d - b| / lambda, which is 1/d in 1/Å, of the middle of every pixel of a panel. */
function eachInverseSpacing(
  panel: Panel,
  { beam, wavelengthA }: Scattering,
  visit: (at: number, inverse: number) => void,
): void {
  const [f, s] = stepsOf(panel);
  for (let slow = 0, at = 0; slow < panel.pixelsSlow; slow++) {
    const start = vector.add(panel.origin, vector.add(vector.scale(s, slow + 0.5), vector.scale(f, 0.5)));
    for (let fast = 0; fast < panel.pixelsFast; fast++, at++) {
      const [x, y, z] = [start[0] + fast * f[0], start[1] + fast * f[1], start[2] + fast * f[2]];
      const range = Math.sqrt(x * x + y * y + z * z);
      const [qx, qy, qz] = [x / range - beam[0], y / range - beam[1], z / range - beam[2]];
      visit(at, Math.sqrt(qx * qx + qy * qy + qz * qz) / wavelengthA);
    }
  }
}

/** Returns the largest 1/d (1/Å) of a detector: that of a corner, or of the whole sphere where a corner scatters backwards. */
function largestInverse({ panels, beam, wavelengthA }: Scattering): number {
  const angles = panels.flatMap((panel) =>
    cornersOf(WHOLE, panel).map((corner) => twoThetaOf(labPosition(panel, corner), beam)),
  );
  const largest = Math.max(0, ...angles);
  return largest > Math.PI / 2 ? 2 / wavelengthA : 1 / spacingOf(largest, wavelengthA);
}

/** Averages an image over rings of equal width in 1/d; pixels that are masked or NaN do not count. */
export function radialAverage(values: readonly PanelValues[], scattering: Scattering, bins = 500): RadialAverage {
  const width = largestInverse(scattering) / bins || 1;
  const [sums, counts] = [new Float64Array(bins), new Float64Array(bins)];
  for (const [p, panel] of scattering.panels.entries()) {
    const { pixels = new Float32Array(), mask } = values[p] ?? {};
    eachInverseSpacing(panel, scattering, (at, inverse) => {
      const value = pixels[at] as number;
      if ((mask && mask[at] !== 0) || !Number.isFinite(value)) return;
      const bin = Math.min(bins - 1, Math.floor(inverse / width));
      sums[bin] = (sums[bin] as number) + value;
      counts[bin] = (counts[bin] as number) + 1;
    });
  }
  return {
    inverseSpacings: Float64Array.from({ length: bins }, (_, i) => (i + 0.5) * width),
    means: sums.map((sum, i) => sum / (counts[i] as number)),
  };
}
