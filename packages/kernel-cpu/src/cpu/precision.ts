import type { Arithmetic, FixedPlan, KernelOptions, PanelPlan, ShotPlan } from '@braggsim/core';
import { needsDouble, type PlanTerms, type RunningLoops, singleBound } from '@braggsim/core/sample-graph';

const DEFAULT_TOLERANCE = 1e-5;

type Precision = Omit<Arithmetic, 'threads'>;

/** A panel and a shot of it. */
interface PanelImage {
  readonly fixed: FixedPlan;
  readonly panel: PanelPlan;
  readonly terms: PlanTerms;
  readonly shot: ShotPlan;
  readonly running: RunningLoops;
  /** Whether offsets on the panel are free of cancellation. */
  readonly affine: boolean;
}

/** The precision to take for a panel. */
export function choosePrecision(
  { precision = 'auto', tolerance = DEFAULT_TOLERANCE }: KernelOptions,
  { fixed, panel, terms, shot, running, affine }: PanelImage,
): Precision {
  if (precision === 'double') return { precision };
  const obstacle = needsDouble(fixed, terms, running, affine);
  if (obstacle) return { precision: 'double', reason: obstacle };
  if (precision === 'mixed') return { precision };
  const bound = singleBound(fixed, panel, terms, shot);
  if (precision === 'single') {
    return terms.shape.slope
      ? { precision, ...(Number.isFinite(bound) && { bound }) }
      : { precision: 'mixed', reason: `shape '${fixed.shape.id}' does not say how steep it is` };
  }
  return bound <= tolerance ? { precision: 'single', bound } : { precision: 'mixed' };
}
