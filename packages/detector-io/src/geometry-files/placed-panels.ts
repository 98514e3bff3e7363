import { dataError, type PixelRectangle, type Vec3, vector } from '@braggsim/core';
import type { DetectorSection, PanelRow } from '@braggsim/geometry';

/** A panel in a geometry file, in mm of its lab frame. */
export interface PlacedPanel {
  readonly name: string;
  readonly pixelsFast: number;
  readonly pixelsSlow: number;
  /** Edge of a pixel; along fast where pixels are not square. */
  readonly pixelMm: number;
  /** Edge of a pixel along slow where pixels are not square. */
  readonly pixelSlowMm?: number | undefined;
  readonly originMm: Vec3;
  readonly fast: Vec3;
  readonly slow: Vec3;
  readonly gapsPx: readonly PixelRectangle[];
}

/** The axes of the lab frame that do not belong to panels. */
export interface LabAxes {
  readonly beam: Vec3;
  /** Direction of the electric vector. */
  readonly polarization: Vec3;
  readonly spindle: Vec3;
  /** Approximate fast direction of the detector section. */
  readonly across: Vec3;
}

const corners = ({
  originMm,
  fast,
  slow,
  pixelsFast,
  pixelsSlow,
  pixelMm,
  pixelSlowMm = pixelMm,
}: PlacedPanel): Vec3[] =>
  [0, 1].flatMap((f) =>
    [0, 1].map((s) =>
      vector.add(
        vector.add(originMm, vector.scale(fast, f * pixelsFast * pixelMm)),
        vector.scale(slow, s * pixelsSlow * pixelSlowMm),
      ),
    ),
  );

/** Largest number of panels; real detectors have some hundreds. */
const MAX_PANELS = 10_000;

/** Tolerance of sines and cosines for equal directions. */
const SAME = 1e-9;

/** Tells whether pixels are square within the digits of a file. */
const isSquare = ({ pixelMm, pixelSlowMm = pixelMm }: PlacedPanel): boolean =>
  Math.abs(pixelSlowMm - pixelMm) <= SAME * pixelMm;

/**
 * Returns the section of a single panel as a plain detector. This requires that it is right-handed and rectangular with
 * square pixels, that its normal points away from the sample, and that the beam meets it; otherwise the result is
 * undefined.
 */
function singlePanelSection(panel: PlacedPanel, lab: LabAxes): DetectorSection | undefined {
  const { originMm, fast, slow, pixelMm } = panel;
  if (!isSquare(panel)) return undefined;
  const normal = vector.cross(fast, slow);
  const beam = vector.unit(lab.beam);
  const cosine = vector.dot(beam, normal);
  const distanceMm = vector.dot(originMm, normal) / cosine;
  if (Math.abs(vector.dot(fast, slow)) > SAME || !(cosine > SAME && distanceMm > 0)) return undefined;
  const toBeam = vector.subtract(vector.scale(beam, distanceMm), originMm);
  return {
    convention: 'custom',
    pivot: 'beam',
    axes: { beam, fast, slow, normal: exact(normal), polarization: lab.polarization, spindle: lab.spindle },
    pixelMm,
    pixelsFast: panel.pixelsFast,
    pixelsSlow: panel.pixelsSlow,
    distanceMm,
    beamCentreMm: [vector.dot(toBeam, fast), vector.dot(toBeam, slow)],
    ...(panel.gapsPx.length > 0 && { gapsPx: panel.gapsPx }),
  };
}

/** Removes rounding errors next to zero and one from a direction, whose length must be exactly one. */
const exact = (v: Vec3): Vec3 => {
  const snapped = v.map((c) => (Math.abs(c - Math.round(c)) < SAME ? Math.round(c) + 0 : c)) as unknown as Vec3;
  return vector.length(snapped) === 1 ? snapped : v;
};

/**
 * Builds the detector section for panels in a lab frame: a detector plane perpendicular to the beam, large enough for
 * all panels, and a row for each panel; for a single panel the plain detector where possible. Its distance and beam
 * centre can still be changed.
 *
 * @throws BraggsimError (`data`) for more panels than a detector has
 */
export function sectionOf(panels: readonly PlacedPanel[], lab: LabAxes): DetectorSection {
  if (panels.length > MAX_PANELS) {
    throw dataError(`this detector has ${panels.length} panels; up to ${MAX_PANELS} can be read: is the file damaged?`);
  }
  const [only] = panels;
  const section = only && panels.length === 1 ? singlePanelSection(only, lab) : undefined;
  if (section) return section;
  const beam = vector.unit(lab.beam);
  const along = vector.scale(beam, vector.dot(lab.across, beam));
  const fast = vector.unit(vector.subtract(lab.across, along));
  const slow = vector.cross(beam, fast);
  const inSection = (v: Vec3): Vec3 => [vector.dot(v, fast), vector.dot(v, slow), vector.dot(v, beam)];
  const places = panels.flatMap(corners).map(inSection);
  const range = (i: 0 | 1 | 2) => {
    const values = places.map((place) => place[i]);
    return [Math.min(...values), Math.max(...values)] as const;
  };
  const [pixelMm] = panels.map((panel) => panel.pixelMm) as [number];
  const [[left, right], [top, bottom], [near, far]] = [range(0), range(1), range(2)];
  const sectionCorner: Vec3 = [left, top, (near + far) / 2];
  const rows = panels.map(
    (panel): PanelRow => ({
      name: panel.name,
      pixelsFast: panel.pixelsFast,
      pixelsSlow: panel.pixelsSlow,
      pixelMm: panel.pixelMm,
      ...(panel.pixelSlowMm !== undefined && !isSquare(panel) && { pixelSlowMm: panel.pixelSlowMm }),
      cornerMm: vector.subtract(inSection(panel.originMm), sectionCorner),
      fast: inSection(panel.fast),
      slow: inSection(panel.slow),
      ...(panel.gapsPx.length > 0 && { gapsPx: panel.gapsPx }),
    }),
  );
  return {
    convention: 'custom',
    pivot: 'beam',
    axes: { beam, fast, slow, normal: beam, polarization: lab.polarization, spindle: lab.spindle },
    pixelMm,
    pixelsFast: Math.max(1, Math.ceil((right - left) / pixelMm - 1e-6)),
    pixelsSlow: Math.max(1, Math.ceil((bottom - top) / pixelMm - 1e-6)),
    distanceMm: sectionCorner[2],
    beamCentreMm: [-left, -top],
    panels: rows,
  };
}
