import type { Convention, Pivot, Warning } from '@braggsim/core';
import { type Compatibility, resolveCompatibility, type WithWarnings } from '@braggsim/core/derived';
import { CONVENTIONS } from './conventions';
import type { DetectorSection } from './sections';

/**
 * Resolves the point about which the detector is tilted and swung out: the direct beam on the detector, which keeps its
 * place, or the sample. `forcePivot` always holds; otherwise named conventions have their own pivot, and the custom one
 * takes that which the given fields imply.
 *
 * @param compatibility compatibility options; correct physics where one is absent
 */
export function resolvePivot(
  section: DetectorSection,
  convention: Convention,
  compatibility: Partial<Compatibility> = {},
): WithWarnings<Pivot> {
  const asked = section.pivot;
  const byConvention = CONVENTIONS[convention].pivot ?? section.impliedPivot ?? asked ?? 'beam';
  const honoured = resolveCompatibility('corrected', compatibility).namedPivot === 'asGiven' ? asked : undefined;
  const value = section.forcePivot ?? honoured ?? byConvention;

  const warnings: Warning[] = [];
  if (asked !== undefined && asked !== value) {
    const by = section.forcePivot ? 'detector.forcePivot' : `the ${convention} convention`;
    warnings.push({
      id: 'pivot-overridden',
      message: `detector.pivot (${asked}) has no effect: ${by} pivots about the ${value}; detector.forcePivot would hold`,
    });
  } else if (value === honoured && value !== byConvention) {
    warnings.push({
      id: 'pivot-not-of-convention',
      message: `the detector plane pivots about the ${value} as asked, where the ${convention} convention pivots about the ${byConvention}`,
    });
  }
  return { value, warnings };
}
