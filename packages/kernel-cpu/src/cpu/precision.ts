import {
  type Arithmetic,
  DEFAULT_TOLERANCE,
  type FixedPlan,
  type KernelOptions,
  type PanelPlan,
  type ShotPlan,
} from '@braggsim/core/kernel';
import {
  compensatedSum,
  type PlanTerms,
  type RunningLoops,
  singleBound,
  TILE_EDGE,
  tileRadius,
  whyOnlyDouble,
} from '@braggsim/sample-loop';

/** Arithmetic of the image of one panel. */
export type PanelArithmetic = Omit<Arithmetic, 'threads'>;

/** A panel and a shot of it. */
interface PanelImage {
  readonly fixed: FixedPlan;
  readonly panel: PanelPlan;
  readonly terms: PlanTerms;
  readonly shot: ShotPlan;
  readonly running: RunningLoops;
  /** Says whether offsets on the panel are free of cancellation; asked only where that matters. */
  readonly isAffine: () => boolean;
}

/**
 * Chooses the precision in which a panel is computed: the fastest whose estimated error is within the tolerance, or the one that is
 * asked for where it can be had.
 *
 * @returns the precision, with the reason where something stands against a faster one
 */
export function choosePrecision(
  { precision = 'auto', tolerance = DEFAULT_TOLERANCE }: KernelOptions,
  { fixed, panel, terms, shot, running, isAffine }: PanelImage,
): PanelArithmetic {
  if (precision === 'double') return { precision };
  const obstacle = whyOnlyDouble(fixed, terms, running, isAffine());
  if (obstacle) return { precision: 'double', reason: obstacle };
  if (precision === 'mixed') return { precision };
  const boundOf = (): number => singleBound(fixed, terms, shot, tileRadius(panel, TILE_EDGE), compensatedSum);
  if (precision === 'single') {
    if (!terms.shape.slope)
      return { precision: 'mixed', reason: `shape '${fixed.shape.id}' does not say how steep it is` };
    // The bound decides nothing, and takes milliseconds: it is computed for those alone who ask for it.
    let known: { readonly bound?: number } | undefined;
    return {
      precision,
      get bound() {
        if (!known) {
          const bound = boundOf();
          known = Number.isFinite(bound) ? { bound } : {};
        }
        return known.bound as number;
      },
    };
  }
  const bound = boundOf();
  return bound <= tolerance ? { precision: 'single', bound } : { precision: 'mixed' };
}

const FINEST_FIRST = ['double', 'mixed', 'single'];

/** Returns the least precise arithmetic of several panels, which holds for the whole image. */
export const leastPrecise = (panels: readonly PanelArithmetic[]): PanelArithmetic =>
  panels.reduce((least, next) => {
    const coarser = FINEST_FIRST.indexOf(next.precision) - FINEST_FIRST.indexOf(least.precision);
    return coarser > 0 || (coarser === 0 && (next.bound ?? 0) > (least.bound ?? 0)) ? next : least;
  });
