import type { Stage } from '@braggsim/core';
import { layoutHash, planHash } from '../../plan/plan-hash';
import { withStoredArrays } from '../../plan/stored-arrays';
import { type ShotResources, shotMaker } from '../../shot/make-shot';
import { type LoadedPlan, loadPlan, shotResources } from '../load-plan';
import { fileHashes, filesInTables } from '../plan-files';
import type { ShardContext } from '../shards/make-shard';
import type { PlanHashes } from './manifest';

/** A plan that is ready to be run. */
export interface OpenPlan {
  readonly loaded: LoadedPlan;
  readonly hashes: PlanHashes;
  /** Files that the plan names. */
  readonly files: readonly string[];
}

/**
 * Reads a plan with its tables, and computes its hashes.
 *
 * @throws BraggsimError (`usage`, `data`) for anything wrong with the plan, and for files that cannot be read
 */
export async function openPlan(planFile: string, plugins: readonly Stage[] = []): Promise<OpenPlan> {
  const loaded = await loadPlan(planFile, plugins);
  const { given, tables } = loaded;
  const files = fileHashes(given, tables);
  return {
    loaded,
    hashes: { plan: planHash(given, files, filesInTables(given, tables)), layout: layoutHash(given) },
    files: [...files.keys()],
  };
}

/** Gathers what the files of the shards of a plan are made with: arrays that no layout stores are not computed. */
export const fileContext = (
  open: OpenPlan,
  out: string,
  versions: ShardContext['versions'],
  native?: ShotResources['native'],
): Promise<ShardContext> =>
  shardContext({ ...open, loaded: { ...open.loaded, plan: withStoredArrays(open.loaded.plan) } }, out, versions, {
    native,
    reuse: true,
  });

/** Gathers what the shots of a plan are made with, with all arrays that it asks for. */
export async function shardContext(
  { loaded, hashes }: OpenPlan,
  out: string,
  versions: ShardContext['versions'],
  options: Pick<ShotResources, 'native' | 'reuse'> = {},
): Promise<ShardContext> {
  const resources = await shotResources(loaded, options);
  const { masks } = resources;
  return {
    out,
    plan: loaded.plan,
    maker: shotMaker(loaded.plan, resources),
    hashes,
    versions,
    ...(masks && { masks }),
  };
}
