import { join } from 'node:path';
import { usageError } from '@braggsim/core';
import { makeFolder } from '@braggsim/core/node';
import { loadPlugins } from '@braggsim/experiment/node';
import type { LabelRow } from '../../shot/label-row';
import type { Shot } from '../../shot/make-shot';
import { npyBytes } from '../layouts/npy';
import { nxmxFile } from '../layouts/nxmx-file';
import { type StoredShot, storedShot } from '../layouts/stored-shot';
import { placedLabels, type ShardContext } from '../shards/make-shard';
import { readManifest } from './manifest';
import { openPlan, shardContext } from './open-plan';
import { replace } from './replace';

/** A shot that was made by itself. */
export interface Replayed {
  readonly shot: Shot;
  readonly stored: StoredShot | undefined;
  readonly labels: LabelRow;
}

/**
 * Makes one shot of a plan.
 *
 * @throws BraggsimError (`usage`) for a number that the plan does not have
 */
export async function replayShot({ plan, maker }: ShardContext, number: number): Promise<Replayed> {
  if (!Number.isInteger(number) || number < 0 || number >= plan.shots)
    throw usageError(`the shots of this plan are 0 to ${plan.shots - 1}, not ${number}`);
  const shot = await maker.make(number);
  const stored = plan.images === 'none' ? undefined : storedShot(plan.images, shot);
  const shard = Math.floor(number / plan.shards.shots);
  return { shot, stored, labels: placedLabels(shot, shard, number - shard * plan.shards.shots, stored) };
}

/**
 * Opens a plan for raw images: those of plans that store quadrants alone have no other pixels.
 *
 * @param plugins modules that add stages
 */
export async function rawContext(planFile: string, plugins: readonly string[] = []): Promise<ShardContext> {
  const open = await openPlan(planFile, await loadPlugins(plugins));
  const { plan } = open.loaded;
  const images = plan.images === 'none' ? plan.images : ({ ...plan.images, transform: 'none', also: [] } as const);
  return shardContext({ ...open, loaded: { ...open.loaded, plan: { ...plan, images } } }, '', {});
}

/** Opens a plan, with the modules that add stages, so that single shots of it can be made. */
export const replayContext = async (planFile: string, plugins: readonly string[] = []): Promise<ShardContext> =>
  shardContext(await openPlan(planFile, await loadPlugins(plugins)), '', {});

/**
 * Opens a plan for shots that are compared with those of a data set.
 *
 * @param folder folder of the data set
 * @throws BraggsimError (`usage`) for the plan of another set
 */
export async function contextOfSet(
  planFile: string,
  folder: string,
  plugins: readonly string[] = [],
): Promise<ShardContext> {
  const context = await replayContext(planFile, plugins);
  const manifest = readManifest(folder);
  const { hashes } = context;
  if (manifest.plan === hashes.plan && manifest.layout === hashes.layout) return context;
  const what = manifest.plan === hashes.plan ? 'layout' : 'plan';
  throw usageError(
    `'${folder}' belongs to another ${what} than '${planFile}': its hash is ${manifest[what]}, that of the file ${hashes[what]}`,
  );
}

/** Number of shots that are timed. */
const TIMED = 3;

/** Measures how long a shot takes, in s, by three of a plan, after one that compiles. */
export async function secondsPerShot(context: ShardContext): Promise<number> {
  await replayShot(context, 0);
  const started = performance.now();
  const timed = Math.min(TIMED, context.plan.shots);
  for (let shot = 0; shot < timed; shot++) await replayShot(context, shot);
  return (performance.now() - started) / 1000 / timed;
}

/** Returns the spots of a shot as data, with the names of the columns of tables. */
const spotData = ({ spots }: Shot) =>
  spots.map(({ mask, place, dSpacing, ...spot }) => ({ ...spot, position: place, dA: dSpacing, pixels: mask.length }));

/**
 * Writes the files of a replayed shot: the stored array, its labels and spots, and the raw image where it is given.
 *
 * @param raw the same shot, of a context for raw images
 * @returns paths of the files
 */
export async function writeReplay(
  { shot, stored, labels }: Replayed,
  { plan, masks }: ShardContext,
  folder: string,
  { raw }: { readonly raw?: Replayed | undefined } = {},
): Promise<readonly string[]> {
  makeFolder(folder);
  const stem = `shot-${shot.drawn.shot}`;
  const written: string[] = [];
  const put = (name: string, content: string | Uint8Array) => {
    replace(folder, name, content);
    written.push(join(folder, name));
  };
  if (stored) put(`${stem}.npy`, npyBytes(stored.image, stored.frame.shape));
  put(`${stem}.json`, `${JSON.stringify({ labels, spots: spotData(shot) }, null, 1)}\n`);
  if (raw?.stored && plan.images !== 'none') {
    const path = join(folder, `${stem}.raw.nxs`);
    const writer = await nxmxFile(path, plan.images, masks);
    writer.add(raw.shot, raw.stored);
    await writer.end(undefined);
    written.push(path, path.replace(/\.nxs$/, '.expt'));
  }
  return written;
}
