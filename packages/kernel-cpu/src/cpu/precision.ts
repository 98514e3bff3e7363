import {
  type Arithmetic,
  DEFAULT_TOLERANCE,
  type FixedPlan,
  type KernelOptions,
  type PanelPlan,
} from '@braggsim/core/kernel';
import {
  compensatedSum,
  type PlanTerms,
  type RunningLoops,
  type ShotExtent,
  singleBound,
  TILE_EDGE,
  tileRadius,
  whyOnlyDouble,
} from '@braggsim/sample-loop';

/** Arithmetic of the image of one panel. */
export interface PanelArithmetic extends Pick<Arithmetic, 'precision' | 'reason'> {
  /** Computes the bound of the error, which takes milliseconds; it is undefined where none is known. */
  readonly bound?: () => number | undefined;
}

/** A panel and a shot of it. */
interface PanelImage {
  readonly fixed: FixedPlan;
  readonly panel: PanelPlan;
  readonly terms: PlanTerms;
  readonly extent: ShotExtent;
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
  { fixed, panel, terms, extent, running, isAffine }: PanelImage,
): PanelArithmetic {
  if (precision === 'double') return { precision };
  const obstacle = whyOnlyDouble(fixed, terms, running, isAffine());
  if (obstacle) return { precision: 'double', reason: obstacle };
  if (precision === 'mixed') return { precision };
  const bound = boundOf(fixed, terms, extent, tileRadius(panel, TILE_EDGE));
  if (precision === 'single') {
    if (!terms.shape.slope)
      return { precision: 'mixed', reason: `shape '${fixed.shape.id}' does not say how steep it is` };
    return { precision, bound };
  }
  const known = bound();
  const isWithin = (known ?? Number.POSITIVE_INFINITY) <= tolerance;
  return isWithin ? { precision: 'single', bound: () => known } : { precision: 'mixed' };
}

/** Returns a function that bounds the error of a panel, and keeps nothing of the shot but a few numbers. */
const boundOf = (fixed: FixedPlan, terms: PlanTerms, extent: ShotExtent, offset: number) => (): number | undefined => {
  const bound = singleBound(fixed, terms, extent, offset, compensatedSum);
  return Number.isFinite(bound) ? bound : undefined;
};

const FINEST_FIRST = ['double', 'mixed', 'single'];

/** Returns the least precise arithmetic of several panels, which holds for the whole image, with the largest bound where all have one. */
function leastPrecise(panels: readonly PanelArithmetic[]): Omit<Arithmetic, 'threads'> {
  const coarsest = Math.max(...panels.map(({ precision }) => FINEST_FIRST.indexOf(precision)));
  const alike = panels.filter(({ precision }) => FINEST_FIRST.indexOf(precision) === coarsest);
  const bounds = alike.map(({ bound }) => bound?.() ?? Number.POSITIVE_INFINITY);
  const largest = Math.max(...bounds);
  const { bound: _, ...first } = alike[bounds.indexOf(largest)] as PanelArithmetic;
  return { ...first, ...(Number.isFinite(largest) && { bound: largest }) };
}

/**
 * Returns a function that computes the arithmetic of an image, at the first call: bounds of precision take long, and most
 * callers do not ask.
 *
 * @param panels arithmetic of each panel; they are kept until the first call, and nothing else is
 * @param how threads and code that computed the image
 */
export function lazyArithmetic(
  panels: readonly PanelArithmetic[],
  how: Pick<Arithmetic, 'threads' | 'code'>,
): () => Arithmetic {
  let pending: readonly PanelArithmetic[] | undefined = panels;
  let known: Arithmetic = { precision: 'double', ...how };
  return () => {
    if (pending) known = { ...leastPrecise(pending), ...how };
    pending = undefined;
    return known;
  };
}
