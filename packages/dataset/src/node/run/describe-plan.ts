import type { Warning } from '@braggsim/core';
import { loadPlugins } from '@braggsim/experiment/node';
import { shardCount } from '../../plan/plan';
import type { LabelRow } from '../../shot/label-row';
import { checkDraws } from './check-draws';
import { checkFactorFiles } from './check-factor-files';
import { estimatedBytes } from './estimate';
import { fileContext, openPlan } from './open-plan';
import { replayShot, secondsPerShot } from './replay';

const S_PER_HOUR = 3600;
const MB = 1e6;

/** Size and cost of the data set of a plan. */
export interface PlanDescription {
  /** Hashes of what decides the shots, and of how they are stored. */
  readonly plan: string;
  readonly layout: string;
  readonly shots: number;
  readonly shards: number;
  readonly shotsPerShard: number;
  /** Estimated bytes of all shots on the disk. */
  readonly bytes: number;
  /** Estimated time on one core, in hours. */
  readonly coreHours: number;
  /** Labels of the first shots, as many as were asked for. */
  readonly labels: readonly LabelRow[];
  readonly warnings: readonly Warning[];
}

/**
 * Checks a plan file, makes some of its shots, and estimates the size and the time of the whole data set.
 *
 * @param options.labels number of shots whose labels are returned
 * @throws BraggsimError (`usage` or `data`) for a plan that cannot be made
 */
export async function describePlan(
  planFile: string,
  { plugins = [], labels = 0 }: { readonly plugins?: readonly string[]; readonly labels?: number } = {},
): Promise<PlanDescription> {
  const open = await openPlan(planFile, await loadPlugins(plugins));
  const { loaded, hashes } = open;
  const { plan, warnings } = loaded;
  checkDraws(loaded);
  await checkFactorFiles(loaded.plan);
  const context = await fileContext(open, '', {});
  const seconds = await secondsPerShot(context);
  const rows: LabelRow[] = [];
  for (let shot = 0; shot < Math.min(labels, plan.shots); shot++) rows.push((await replayShot(context, shot)).labels);
  return {
    plan: hashes.plan,
    layout: hashes.layout,
    shots: plan.shots,
    shards: shardCount(plan),
    shotsPerShard: plan.shards.shots,
    bytes: Math.round(estimatedBytes(plan) * plan.shots),
    coreHours: Number(((seconds * plan.shots) / S_PER_HOUR).toPrecision(3)),
    labels: rows,
    warnings,
  };
}

/** Formats the description of a plan as lines for people. */
export function planLines({ plan, layout, shots, shards, shotsPerShard, bytes, coreHours, labels }: PlanDescription) {
  const rows = [
    ['plan', plan],
    ['layout', layout],
    ['shots', `${shots} in ${shards} shard(s) of ${shotsPerShard}`],
    ['size', `about ${(bytes / MB).toFixed(1)} MB`],
    ['time', `about ${coreHours} core hours`],
  ];
  return [
    ...rows.map(([label = '', value]) => `${label.padEnd(7)} ${value}`),
    ...labels.map((row) => JSON.stringify(row)),
  ];
}
