import type { Arithmetic, FixedPlan, KernelOptions, PanelPlan, ShotPlan } from '@braggsim/core';
import type { PlanTerms } from '../terms';
import type { RunningLoops } from './running-loops';
import { TILE_EDGE } from './tile';

/** Half a unit in the last place of float32. */
const ROUNDING = 2 ** -24;
/** Roundings of a reduced index: of the anchor and the sum (at most 1/2 and |A|R), and of the factors of A.dq. */
const ANCHOR_ROUNDINGS = 1;
const OFFSET_ROUNDINGS = 6;
/** Roundings of everything behind the index: polynomials, quotient, product, sums of a batch. */
const LATER_ROUNDINGS = 12;
/** Places in longer tables are no whole numbers in float32. */
const LARGEST_TABLE = 2 ** 23;
const DEFAULT_TOLERANCE = 1e-5;

/**
 * Bound of the error of a sample in `single`, relative to a spot's own peak (docs/numerics/anchors.md): the reduced
 * index is wrong by at most a few roundings of its anchor and of its offset |A|R, and every term says how steep it is.
 */
export function singleBound(fixed: FixedPlan, panel: PanelPlan, terms: PlanTerms, shot: ShotPlan): number {
  // A sample at the resolution limit counts or not by its last digit.
  if (fixed.dMin > 0) return Number.POSITIVE_INFINITY;
  const spread = indexSpread(shot);
  const radius = ((TILE_EDGE / 2) * Math.SQRT2 * panel.pixelSize) / Math.abs(panel.closeDistance);
  const index = ROUNDING * (ANCHOR_ROUNDINGS + OFFSET_ROUNDINGS * spread * radius);
  const slopeOf = (term: PlanTerms['shape'] | PlanTerms['structure'], plan: FixedPlan['shape']): number =>
    term.slope?.(plan.constants, plan.choices) ?? Number.POSITIVE_INFINITY;
  const slope = slopeOf(terms.shape, fixed.shape) + slopeOf(terms.structure, fixed.structure);
  return 3 * slope * index + LATER_ROUNDINGS * ROUNDING;
}

/** Change of an index with the direction: the longest cell vector over the shortest wavelength. */
export const indexSpread = ({ orientations, sources }: ShotPlan): number =>
  largestVector(orientations) / smallest(sources.wavelengths);

function largestVector(orientations: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < Math.min(orientations.length, 9); i += 3) {
    const [x, y, z] = orientations.subarray(i, i + 3) as unknown as [number, number, number];
    largest = Math.max(largest, Math.sqrt(x * x + y * y + z * z));
  }
  return largest;
}

const smallest = (values: Float64Array): number => values.reduce((a, b) => Math.min(a, b));

type Precision = Omit<Arithmetic, 'threads'>;

/** What makes `mixed` and `single` impossible. */
function needsDouble(fixed: FixedPlan, terms: PlanTerms, running: RunningLoops, affine: boolean): string | undefined {
  const largest = Math.max(0, ...Object.values(fixed.tables).map(({ values }) => values.length));
  if (largest > LARGEST_TABLE) return `a table of ${largest} values is too long for places in single precision`;
  if (!affine) return 'offsets on a curved surface are differences, which only double precision can take';
  const passes = fixed.factors.some(({ mode }, i) => mode === 'first' && terms.ofSource[i]);
  const several = running.places || running.sources;
  return passes && several && fixed.dMin > 0 && fixed.culledBackground === 'vanishes'
    ? 'a factor passes from sample to sample behind a resolution limit'
    : undefined;
}

/** The precision to take for a panel. */
export function choosePrecision(
  { precision = 'auto', tolerance = DEFAULT_TOLERANCE }: KernelOptions,
  fixed: FixedPlan,
  panel: PanelPlan,
  terms: PlanTerms,
  shot: ShotPlan,
  running: RunningLoops,
  affine: boolean,
): Precision {
  if (precision === 'double') return { precision };
  const obstacle = needsDouble(fixed, terms, running, affine);
  if (obstacle) return { precision: 'double', reason: obstacle };
  if (precision === 'mixed') return { precision };
  const bound = singleBound(fixed, panel, terms, shot);
  if (precision === 'single') {
    return terms.shape.slope
      ? { precision, bound }
      : { precision: 'mixed', reason: `shape '${fixed.shape.id}' does not say how steep it is` };
  }
  return bound <= tolerance ? { precision: 'single', bound } : { precision: 'mixed' };
}
