import type { Plan, ShotPlan } from '@braggsim/core/kernel';
import { sumOfPlans } from '@braggsim/core/plans';

/** A crystal of several, or the background, with its plan. */
interface PlannedPart {
  readonly built: { readonly plan: Plan };
}

/** Rounding of numbers that follow from cell vectors, relative to the largest that stands beside them. */
const ROUNDING = 1e-12;

/** Tells whether plain data are equal but for rounding. */
function alike(a: unknown, b: unknown, size = 0): boolean {
  if (a === b) return true;
  if (typeof a === 'number' && typeof b === 'number') {
    return Math.abs(a - b) <= ROUNDING * Math.max(size, Math.abs(a), Math.abs(b));
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  const values: readonly unknown[] = Object.values(a);
  const largest =
    Array.isArray(a) || ArrayBuffer.isView(a)
      ? Math.max(...values.map((x) => (typeof x === 'number' ? Math.abs(x) : 0)))
      : 0;
  return keys.every((key, i) => alike(values[i], (b as Record<string, unknown>)[key], largest));
}

/** Returns what a crystal brings into a fixed plan besides tables; panels are common. */
const ofCrystal = ({ panels: _, tables: __, weightedOrientations: ___, ...own }: Plan['fixed']) => own;

/** Tells whether two crystals differ in nothing but their orientations and how many there are. */
function sameButOrientation(a: Plan['fixed'], b: Plan['fixed']): boolean {
  const tables = Object.keys(a.tables);
  return (
    a.backgrounds.length + b.backgrounds.length === 0 &&
    tables.length === Object.keys(b.tables).length &&
    // Large, and shared by all crystals that have the same list.
    tables.every((name) => a.tables[name] === b.tables[name]) &&
    alike(ofCrystal(a), ofCrystal(b))
  );
}

/** Puts crystals that differ in their orientation and scale alone together; the order is that of the first of each group. */
export function groupsOf(parts: readonly PlannedPart[]): readonly (readonly PlannedPart[])[] {
  const groups: PlannedPart[][] = [];
  for (const part of parts) {
    const { fixed } = part.built.plan;
    const group = groups.find(([first]) => first && sameButOrientation(first.built.plan.fixed, fixed));
    if (group) group.push(part);
    else groups.push([part]);
  }
  return groups;
}

/** Joins arrays of numbers, in order. */
function joined(arrays: readonly ArrayLike<number>[]): Float64Array {
  const all = new Float64Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}

/** Returns the shot of a group: the orientations of all its crystals, each with the weight of its crystal. */
function joinedShot(group: readonly PlannedPart[], weighted: boolean): ShotPlan {
  const shots = group.map(({ built }) => built.plan.shot);
  const [first] = shots as [ShotPlan, ...ShotPlan[]];
  const counts = shots.map(({ orientations }) => orientations.length / 9);
  const all = counts.reduce((sum, count) => sum + count, 0);
  // Of the total of all orientations, so that the weights have a mean of 1.
  const scale = shots.reduce((sum, shot, i) => sum + shot.scale * ((counts[i] as number) / all), 0);
  const weightsOf = (shot: ShotPlan, i: number) =>
    Array.from({ length: counts[i] as number }, (_, o) => {
      const share = scale === 0 ? 1 : shot.scale / scale;
      return share * (shot.orientationWeights?.[o] ?? 1);
    });
  return {
    sources: first.sources,
    orientations: joined(shots.map(({ orientations }) => orientations)),
    ...(weighted && { orientationWeights: joined(shots.map(weightsOf)) }),
    scale: weighted ? scale : first.scale,
  };
}

/** Tells whether the orientations of a group need weights: where crystals or their domains count differently. */
const isWeighted = (group: readonly PlannedPart[]): boolean => {
  const [first] = group as readonly [PlannedPart];
  return group.some(
    ({ built: { plan } }) => plan.fixed.weightedOrientations || plan.shot.scale !== first.built.plan.shot.scale,
  );
};

/**
 * Returns the plan of all parts of an image: one of weighted orientations for crystals that differ in orientation and scale alone,
 * and the sum of those.
 */
export function planOfParts(parts: readonly PlannedPart[], groups = groupsOf(parts)): Plan {
  const plans = groups.map((group): Plan => {
    const [{ built }] = group as [PlannedPart];
    if (group.length === 1) return built.plan;
    const { weightedOrientations: _, ...fixed } = built.plan.fixed;
    const weighted = isWeighted(group);
    return {
      fixed: { ...fixed, ...(weighted && { weightedOrientations: true }) },
      shot: joinedShot(group, weighted),
    };
  });
  return sumOfPlans(plans as [Plan, ...Plan[]]);
}
