import type { FixedPlan, PanelPlan, TermPlan } from '@braggsim/core/kernel';
import type { Precision } from '@braggsim/formula';
import type { Loops } from '@braggsim/formula/graph';
import { segmentsPerRow } from './band-values';
import { isLiteral, isShapeLiteral } from './constants';
import { hasCullTest } from './image-graph';
import type { RunningLoops } from './running-loops';
import { isPadded } from './scatter-sum';
import { hasSpotLimit } from './shape-reach';
import { byTerm, type PlanTerms } from './terms';

/** Numbers that tell terms apart: a plug-in may replace a term by another of the same name. */
const identities = new WeakMap<object, number>();
let lastIdentity = 0;
/** Returns the number of a term; each object has its own. */
export function identityOf(term: object): number {
  const identity = identities.get(term) ?? ++lastIdentity;
  identities.set(term, identity);
  return identity;
}

/** Returns everything that decides what the generated code looks like. Constants count only where they are literals, or decide whether tiles are left out. */
export function codeKey(
  { fixed, terms }: { readonly fixed: FixedPlan; readonly terms: Pick<PlanTerms, 'shape'> },
  panel: PanelPlan,
  running: RunningLoops,
  precision: Precision,
  batched: Loops,
): string {
  const { factors, backgrounds, dMin, culledBackground, layers, weightedOrientations = false } = fixed;
  const { spotFactor, scatters = [] } = fixed;
  const pattern = byTerm<TermPlan>(panel.surface, fixed).map(([prefix, { id, version, constants, specialization }]) => {
    const isLiteralValue = prefix === 'shape' ? isShapeLiteral(fixed) : isLiteral;
    const values = Object.entries(constants).map(([name, value]) => [
      name,
      [value].flat().map((x) => (isLiteralValue(x) ? x : '?')),
    ]);
    return [id, version, specialization, values];
  });
  const modes = [...factors, ...backgrounds].map(({ mode }) => mode);
  const layouts = Object.values(fixed.tables).map(({ layout }) => layout);
  const isCulled = hasCullTest({ fixed, terms }, running);
  const isLimited = hasSpotLimit({ fixed, terms }, running);
  const sampling = [dMin > 0, culledBackground, layers > 1, weightedOrientations, isCulled, isLimited];
  // Terms with fewer nodes than others count in some iterations of their loop alone.
  const nodes = scatters.map((plan) => [isPadded(fixed, plan), plan.isOfSpots]);
  const ofScatters = scatters.length > 0 || spotFactor ? [spotFactor !== undefined, nodes] : [];
  const { channelValues } = fixed.band ?? {};
  const ofChannels = channelValues && [channelValues.t.length, channelValues.values.length, channelValues.isPlace];
  const ofBand = fixed.band
    ? [['band', segmentsPerRow(fixed.band), fixed.band.bySide, ...(ofChannels ? [ofChannels] : [])]]
    : [];
  return JSON.stringify([pattern, modes, layouts, ...sampling, running, precision, batched, ...ofScatters, ...ofBand]);
}
