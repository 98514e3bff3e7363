import type { Distribution } from '../draws/distribution';
import type { Condition, Group, Plan } from './plan';

/** Data of a plan as a file has them. */
export type FileData = Readonly<Record<string, unknown>>;

function distributionData(distribution: Distribution): FileData {
  switch (distribution.kind) {
    case 'constant':
      return { constant: distribution.value };
    case 'choice':
    case 'files':
      return { [distribution.kind]: distribution.values, weights: distribution.weights };
    case 'uniform':
    case 'logUniform':
    case 'integer':
      return { [distribution.kind]: [distribution.low, distribution.high] };
    case 'normal': {
      const { kind: _, ...normal } = distribution;
      return { normal };
    }
    case 'rotation': {
      const { axes, degrees } = distribution;
      return { rotation: degrees ? { axes, degrees: distributionData(degrees) } : 'uniform' };
    }
    case 'direction': {
      const { capDeg: cap, about } = distribution;
      return { direction: cap === 180 ? 'sphere' : { cap, about } };
    }
    case 'table': {
      const { kind: _, ...table } = distribution;
      return { table };
    }
  }
}

/** Writes conditions as the member `when` of a field or group. */
const whenData = (when: readonly Condition[]): FileData =>
  when.length === 0
    ? {}
    : { when: Object.fromEntries(when.map(({ path, values, ...range }) => [path, values ?? range])) };

function groupData({ fields, source, when }: Group): FileData {
  switch (source.kind) {
    case 'table': {
      const { file, columns, pick } = source;
      return {
        table: file,
        columns: Object.fromEntries(columns.map((c, i) => [c, fields[i]])),
        pick,
        ...whenData(when),
      };
    }
    case 'rows':
      return { fields, rows: source.rows, pick: source.pick, ...whenData(when) };
    case 'normal':
      return { fields, normal: { mean: source.mean, covariance: source.covariance }, ...whenData(when) };
  }
}

/** Writes what decides the content of each shot as the data of a plan file, with all defaults in place. */
export function contentData(plan: Plan): FileData {
  const { experiment, seed, vary, groups, hitChance, lattices, perShotStructureFactors } = plan;
  return {
    ...experiment,
    ...((experiment.structureFactors || perShotStructureFactors) && {
      structureFactors: { ...experiment.structureFactors, perShot: perShotStructureFactors },
    }),
    seed,
    vary: Object.fromEntries(
      Object.entries(vary).map(([path, { distribution, when }]) => [
        path,
        { ...distributionData(distribution), ...whenData(when) },
      ]),
    ),
    groups: Object.fromEntries(Object.entries(groups).map(([name, group]) => [name, groupData(group)])),
    hit: { chance: hitChance },
    lattices: { count: distributionData(lattices.count), angleDeg: distributionData(lattices.angleDeg) },
  };
}

/** Writes what decides how shots are stored as the data of a plan file, with all defaults in place. */
export function layoutData({ images, labels, shards }: Plan): FileData {
  if (images === 'none') return { images, labels, shards };
  const { layouts: layout, ...others } = images;
  return { images: { layout, ...others }, labels, shards };
}

/** Writes a plan as the data of a plan file, with all defaults in place. */
export const planData = (plan: Plan): FileData => ({
  ...contentData(plan),
  shots: plan.shots,
  ...layoutData(plan),
});
