import type { Convention, Pivot, Warning } from '@braggsim/core';
import { CONVENTIONS } from './conventions';
import type { AxisName, DetectorSection } from './sections';

const PAIRS = {
  beamCentreMm: ['Xbeam', 'Ybeam'],
  nearPointMm: ['Xclose', 'Yclose'],
  originPx: ['ORGX', 'ORGY'],
} as const;
type PairField = keyof typeof PAIRS;
const PAIR_FIELDS: readonly PairField[] = ['beamCentreMm', 'nearPointMm', 'originPx'];

/** Lists the fields that can place the detector plane; the first given one is used. */
function placing(convention: Convention, pivot: Pivot): readonly PairField[] {
  if (convention !== 'custom' && pivot === 'sample') return ['originPx'];
  return CONVENTIONS[convention].defaultBeam ? ['beamCentreMm'] : PAIR_FIELDS;
}

const warning = (field: string, why: string): Warning => ({
  id: 'field-without-effect',
  message: `${field} does not move the detector plane: ${why}`,
});

/**
 * Warns of every given field that does not move the detector under this convention and pivot.
 *
 * @param corner field that fixes the corner of pixel (0,0), if any
 */
export function ignoredFields(
  section: DetectorSection,
  convention: Convention,
  pivot: Pivot,
  corner: 'cornerM' | 'cornerOverrideM' | undefined,
): Warning[] {
  const warnings: Warning[] = [];
  const cornerRules = `detector.${corner} says where its corner is`;
  for (const direction of [0, 1] as const) {
    const component = (field: PairField): 0 | 1 =>
      field === 'beamCentreMm' && CONVENTIONS[convention].alongFast === 1 ? (direction === 0 ? 1 : 0) : direction;
    const isGiven = (field: PairField): boolean => typeof section[field]?.[component(field)] === 'number';
    const decisive = corner ? undefined : placing(convention, pivot).find(isGiven);
    const why = corner
      ? cornerRules
      : decisive
        ? `${PAIRS[decisive][component(decisive)]} does`
        : `the ${convention} convention, pivoting about the ${pivot}, does not look at it`;
    for (const field of PAIR_FIELDS) {
      if (!isGiven(field) || field === decisive) continue;
      const i = component(field);
      warnings.push(warning(`detector.${field}[${i}] (${PAIRS[field][i]})`, why));
    }
  }
  if (corner) {
    for (const field of ['distanceMm', 'cameraLengthMm', 'closeDistanceMm'] as const) {
      if (section[field] !== undefined) warnings.push(warning(`detector.${field}`, cornerRules));
    }
  }
  if (convention !== 'custom') {
    for (const name of Object.keys(section.axes ?? {}) as AxisName[]) {
      warnings.push(warning(`detector.axes.${name}`, `the ${convention} convention has its own; use custom`));
    }
  }
  if (section.cornerM && corner !== 'cornerM') {
    const why =
      corner === 'cornerOverrideM'
        ? cornerRules
        : convention === 'custom'
          ? 'the C program never uses it; detector.cornerOverrideM holds always'
          : `the ${convention} convention has its own; use custom`;
    warnings.push(warning('detector.cornerM', why));
  }
  return warnings;
}
