import { units } from '@braggsim/core';
import type { Image, ImageMetadata, Panel, Pixels } from '@braggsim/core/derived';
import type { LoadedCase } from '@braggsim/testkit';
import ndarray from 'ndarray';

/** Images for the tests of this package. */

/** Makes the metadata of a flat detector of `slow` x `fast` pixels of 0.1 mm at a distance of 100 mm. */
export function plainMetadata(slow: number, fast: number): ImageMetadata {
  const pixelSize = 1e-4;
  return {
    detector: {
      convention: 'mosflm',
      pivot: 'beam',
      beam: [1, 0, 0],
      fast: [0, 0, 1],
      slow: [0, -1, 0],
      normal: [1, 0, 0],
      polarization: [0, 0, 1],
      vertical: [0, -1, 0],
      spindle: [0, 0, 1],
      twoThetaAxis: [0, 0, -1],
      twoTheta: 0,
      pixelsFast: fast,
      pixelsSlow: slow,
      pixelSize,
      sizeFast: fast * pixelSize,
      sizeSlow: slow * pixelSize,
      distance: 0.1,
      normalDistance: 0.1,
      origin: [0.1, (slow / 2 + 1) * pixelSize, -(fast / 2 + 1) * pixelSize],
      curvatureCentreFast: (fast / 2 + 1) * pixelSize,
      curvatureCentreSlow: (slow / 2 + 1) * pixelSize,
      beamCentre: {
        fast: (fast / 2 + 1) * pixelSize,
        slow: (slow / 2 + 1) * pixelSize,
        x: ((slow + 1) / 2) * pixelSize,
        y: ((fast + 1) / 2) * pixelSize,
        normalFast: (fast / 2 + 1) * pixelSize,
        normalSlow: (slow / 2 + 1) * pixelSize,
        normalX: (fast / 2) * pixelSize,
        normalY: (slow / 2) * pixelSize,
        orgX: fast / 2 + 1.5,
        orgY: slow / 2 + 1.5,
        panelOriginDials: [-(fast / 2 + 1) * pixelSize, (slow / 2 + 1) * pixelSize, -0.1],
      },
      curved: false,
      pointPixel: false,
      sensor: { thickness: 0, layers: 1, layerStep: 0, attenuation: null },
      region: { fast: [0, fast], slow: [0, slow] },
    },
    beam: { wavelength: 1e-10, fluence: 1, flux: 0, exposure: 1, beamSize: 1e-4, polarizationFraction: 0 },
    scan: { start: 0, width: 0 },
  };
}

/** Returns what the C program reported about a run as the metadata of its image. */
export function reportedMetadata({ derived, experiment, shape }: LoadedCase): ImageMetadata {
  const plain = plainMetadata(...shape);
  const [dialsX, dialsY, dialsZ] = derived.dials_origin_mm.map(units.fromMm);
  return {
    ...plain,
    detector: {
      ...plain.detector,
      twoTheta: units.fromDegrees(experiment.detector?.twoThetaDeg ?? 0),
      pixelSize: derived.pixel_m,
      sizeFast: derived.detsize_m[0],
      sizeSlow: derived.detsize_m[1],
      distance: derived.distance_m,
      normalDistance: derived.close_distance_m,
      beamCentre: {
        ...plain.detector.beamCentre,
        fast: derived.Fbeam_m,
        slow: derived.Sbeam_m,
        x: derived.Xbeam_m,
        y: derived.Ybeam_m,
        orgX: derived.XDS_ORG_px[0],
        orgY: derived.XDS_ORG_px[1],
        panelOriginDials: [dialsX ?? 0, dialsY ?? 0, dialsZ ?? 0],
      },
    },
    beam: { ...plain.beam, wavelength: derived.wavelength_m },
    scan: { start: units.fromDegrees(derived.phi0_deg), width: units.fromDegrees(derived.osc_deg) },
  };
}

export const imageOf = (pixels: Pixels, slow: number, fast: number): Image => ({
  panels: [ndarray(pixels, [slow, fast])],
  metadata: plainMetadata(slow, fast),
});

const panelAt = (name: string, pixelsFast: number, pixelsSlow: number, x: number, gaps: Panel['gaps'] = []): Panel => ({
  name,
  pixelsFast,
  pixelsSlow,
  pixelSize: 1e-4,
  origin: [0.1, 0.002, x],
  fast: [0, 0, 1],
  slow: [0, -1, 0],
  normal: [1, 0, 0],
  normalDistance: 0.1,
  gaps,
});

/** Returns an image of two panels of 5 x 7 and 3 x 4 pixels; the second has a gap of one pixel, which has the value of gaps. */
export function panelsImage(): Image {
  const panels = [panelAt('left', 7, 5, -0.001), panelAt('right', 4, 3, 0.001, [{ fast: [1, 2], slow: [2, 3] }])];
  const plain = plainMetadata(5, 20);
  return {
    panels: panels.map(({ pixelsSlow, pixelsFast, gaps }, p) => {
      const pixels = Int32Array.from({ length: pixelsSlow * pixelsFast }, (_, i) => 100 * p + i);
      for (const { fast, slow } of gaps) pixels[slow[0] * pixelsFast + fast[0]] = -1;
      return ndarray(pixels, [pixelsSlow, pixelsFast]);
    }),
    metadata: { ...plain, detector: { ...plain.detector, panels } },
  };
}
