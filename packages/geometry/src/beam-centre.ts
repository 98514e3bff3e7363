import { units } from '@braggsim/core';
import { requireFinite } from './checks';
import type { ConventionRules, Pair } from './conventions';
import type { DetectorPlane } from './detector-plane';
import type { DetectorSection } from './sections';

/** Points where the direct beam and the perpendicular from the sample meet the detector plane, m. */
export interface BeamCentre {
  /** X and Y of the convention, as given or by default (`Xbeam`, `Ybeam` and `Xclose`, `Yclose`). */
  readonly beam: Pair;
  readonly reportedIncidencePoint: Pair;
  /** Points along fast and slow by which the detector plane is placed (`Fbeam`, `Sbeam` and `Fclose`, `Sclose`). */
  readonly beamPoint: Pair;
  readonly normalIncidencePoint: Pair;
}

type Typed = readonly [number | null, number | null] | undefined;

const given = (pair: Typed, i: 0 | 1): number | undefined => pair?.[i] ?? undefined;
const givenMm = (pair: Typed, i: 0 | 1): number | undefined => {
  const mm = given(pair, i);
  return mm === undefined ? undefined : units.fromMm(mm);
};

/**
 * Resolves beam centre and normal incidence point, with the defaults of the convention. `nearPointMm` changes what is
 * reported, not the point that a sample pivot uses; the custom convention alone takes that from the beam centre.
 *
 * @throws BraggsimError (`usage`) for values that are not finite
 */
export function resolveBeamCentre(section: DetectorSection, rules: ConventionRules, plane: DetectorPlane): BeamCentre {
  requireFinite('detector.beamCentreMm', section.beamCentreMm ?? []);
  requireFinite('detector.nearPointMm', section.nearPointMm ?? []);
  requireFinite('detector.originPx', section.originPx ?? []);

  const incidenceOf = (i: 0 | 1, size: number): number => {
    const pixel = given(section.originPx, i);
    return pixel === undefined ? size / 2 : (pixel - 0.5) * plane.pixelSize;
  };
  const normalIncidencePoint: Pair = [incidenceOf(0, plane.sizeFast), incidenceOf(1, plane.sizeSlow)];
  const reportedIncidencePoint: Pair = [
    givenMm(section.nearPointMm, 0) ?? normalIncidencePoint[0],
    givenMm(section.nearPointMm, 1) ?? normalIncidencePoint[1],
  ];
  const unset = rules.defaultBeam?.(plane) ?? reportedIncidencePoint;
  const beam: Pair = [givenMm(section.beamCentreMm, 0) ?? unset[0], givenMm(section.beamCentreMm, 1) ?? unset[1]];
  return {
    beam,
    reportedIncidencePoint,
    beamPoint: rules.beamOnPlane(beam[0], beam[1], plane),
    normalIncidencePoint: rules.pivot === undefined ? beam : normalIncidencePoint,
  };
}
