import type { FixedPlan } from '@braggsim/core/kernel';
import type { Calculator, Triple } from '@braggsim/formula';
import { type Graph, NO_LOOPS, type Node } from '@braggsim/formula/graph';
import { isShapeLiteral, lifted } from './constants';
import { unmoved } from './moved';
import type { RunningLoops } from './running-loops';
import type { PlanTerms } from './terms';

/** Half the distance of two spots, in index units: spots that reach farther are everywhere. */
export const HALF_SPACING = 0.5;

type Subject = {
  readonly fixed: Pick<FixedPlan, 'shape' | 'scatters' | 'spotCutoff' | 'band'>;
  readonly terms: Pick<PlanTerms, 'shape'>;
};

/** Returns the half extents of the spots of a plan on the reduced indices, up to its cutoff; undefined for shapes of unlimited extent. */
export const shapeReach = (
  { shape, spotCutoff }: Subject['fixed'],
  terms: Subject['terms'],
): readonly number[] | undefined => terms.shape.reach?.(shape.constants, shape.specialization, spotCutoff);

/** Tells whether nothing scatters beyond the reach of the spots, which is that of one wavelength, and whether that leaves room between them. */
export const isCompact = ({ fixed, terms }: Subject): boolean =>
  !fixed.band && (fixed.scatters ?? []).length === 0 && (shapeReach(fixed, terms) ?? []).some((r) => r < HALF_SPACING);

/**
 * Tells whether samples beyond the reach of their spot are left out: where a cutoff allows it, and for channels of a
 * spectrum, of which few are near a spot. That depends on the size of the crystal too.
 */
export const hasSpotLimit = (subject: Subject, { channels }: Pick<RunningLoops, 'channels'>): boolean =>
  (subject.fixed.spotCutoff !== undefined || channels !== undefined) && isCompact(subject);

/** Returns the level of the form of a Gaussian spot beyond which it is below the cutoff of a plan. */
export const cutoffLevel = ({ spotCutoff = 1 }: Pick<FixedPlan, 'spotCutoff'>): number => -Math.log(spotCutoff);

/**
 * Makes a node that is a value within the reach of the spots and 0 beyond it: for Gaussian spots with a cutoff where they are above that, for all
 * others on each index.
 */
export function withinSpot(
  g: Graph,
  m: Calculator<Node>,
  { fixed, terms }: Subject,
  offsets: Triple<Node>,
  value: Node,
): Node {
  const { shape } = fixed;
  const constants = lifted(g, 'shape', shape.constants, unmoved, isShapeLiteral(fixed));
  const spot =
    fixed.spotCutoff === undefined ? undefined : terms.shape.gaussian?.<Node>(constants as never, shape.specialization);
  if (!spot) return m.select(0, withinReach(g, m, offsets), value, 0);
  const [a, b, c] = offsets.map((offset) => m.narrow(offset)) as [Node, Node, Node];
  const [aa, bb, cc, ab, ac, bc] = spot.form as readonly [Node, Node, Node, Node, Node, Node];
  // In the order of operations of the shapes, which share them.
  const form = m.sum(
    m.product(a, m.sum(m.product(aa, a), m.product(ab, b), m.product(ac, c))),
    m.product(b, m.sum(m.product(bb, b), m.product(bc, c))),
    m.product(cc, c, c),
  );
  return m.select(form, g.input('reach.level', NO_LOOPS), value, 0);
}

/** Makes a node that is above zero where all reduced indices are within the reach of the spots. */
export function withinReach(g: Graph, m: Calculator<Node>, offsets: Triple<Node>): Node {
  const [h, k, l] = offsets.map((offset, i) => m.minus(g.input(`reach.${i}`, NO_LOOPS), m.abs(m.narrow(offset)))) as [
    Node,
    Node,
    Node,
  ];
  return m.smaller(h, m.smaller(k, l));
}
