import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { dataError, isBraggsimError, usageError } from '@braggsim/core';
import { readText, reasonOf } from '@braggsim/core/node';
import { isRecord } from '@braggsim/core/text';
import { dialsFrame } from '@braggsim/detector-io/geometry';
import { resolveDetector } from '@braggsim/geometry';
import { type Plan, shardCount } from '../../plan/plan';
import { contentData, type FileData, layoutData, planData } from '../../plan/plan-data';
import { canonicalJson } from '../../plan/plan-hash';
import { labelColumns } from '../../shot/label-row';
import { type ShotArray, shotArrays } from '../layouts/shot-arrays';
import { createOnce, replace } from './replace';

/** What a data set is, in its folder: equal for equal plans. */
export interface Manifest {
  readonly format: 1;
  readonly plan: string;
  readonly layout: string;
  readonly seed: number;
  readonly shots: number;
  readonly shards: number;
  readonly shotsPerShard: number;
  readonly versions: Readonly<Record<string, string>>;
  /** Versions of earlier runs, which made some of the shards as their records tell; absent where there are none. */
  readonly otherVersions?: readonly Readonly<Record<string, string>>[];
  /** Columns of the label tables with their types. */
  readonly columns: readonly (readonly [name: string, type: string])[];
  /** Datasets of the files of the Resonet layout with one entry for each shot. */
  readonly arrays: readonly ShotArray[];
  readonly frame: string;
  /** Nine numbers, row by row: the matrix that takes vectors of the laboratory frame to the frame of DIALS, for the experiment of the plan. */
  readonly labToDials: readonly number[];
  readonly loaders: Readonly<Record<string, string>>;
}

/** Hashes of a plan. */
export interface PlanHashes {
  readonly plan: string;
  readonly layout: string;
}

/** Name of the file of the manifest. */
export const MANIFEST = 'manifest.json';
const PLAN = 'plan.yaml';

const FRAME =
  'U, A and directions are in the laboratory frame of the experiment; A has the columns a*, b*, c* in 1/A; r1 ... r9 of the Resonet layout and .expt files are in the frame of DIALS';

const LOADERS = {
  resonet: 'shards/*/compressed*.h5: images, labels (attribute names), geom, nominal_mask, truth (attribute names)',
  nxmx: 'dials.import shards/*/shard-*.expt, which have the geometry of every shot; the detector of a .nxs alone is that of its first shot',
  tables: 'labels.parquet, labels.csv and spots-*.parquet beside the images',
};

/** Returns the matrix that takes vectors of the laboratory frame to that of DIALS, row by row. */
function labToDials({ experiment }: Plan): readonly number[] {
  const { x, y, z } = dialsFrame(resolveDetector(experiment.detector, experiment).value);
  // Adding 0 leaves no negative zeros.
  return [...x, ...y, ...z].map((entry) => entry + 0);
}

/** Makes the manifest of a data set, which says what its plan, layout and versions are, so that a later run can tell whether it continues it. */
const manifestOf = (plan: Plan, hashes: PlanHashes, versions: Manifest['versions']): Manifest => ({
  format: 1,
  plan: hashes.plan,
  layout: hashes.layout,
  seed: plan.seed,
  shots: plan.shots,
  shards: shardCount(plan),
  shotsPerShard: plan.shards.shots,
  versions,
  columns: labelColumns(plan).map(({ name, type }) => [name, type]),
  arrays: shotArrays(plan),
  frame: FRAME,
  labToDials: labToDials(plan),
  loaders: LOADERS,
});

/**
 * Reads the manifest of a data set.
 *
 * @throws BraggsimError (`data`) where there is none, or none that can be read
 */
export function readManifest(out: string): Manifest {
  const path = join(out, MANIFEST);
  const text = readText(path, 'manifest of the data set');
  try {
    const manifest: unknown = JSON.parse(text);
    if (isManifest(manifest)) return manifest;
  } catch {
    // Reported below, as other content is.
  }
  throw dataError(`'${path}' is not the manifest of a data set; is '${out}' its folder?`);
}

const isManifest = (value: unknown): value is Manifest =>
  isRecord(value) &&
  value.format === 1 &&
  [value.plan, value.layout].every((hash) => typeof hash === 'string') &&
  [value.shots, value.shards, value.shotsPerShard].every((count) => Number.isSafeInteger(count) && Number(count) > 0) &&
  isRecord(value.versions) &&
  [value.columns, value.arrays].every(Array.isArray);

/** Lists the paths at which two data differ, no more than a few. */
function differences(a: unknown, b: unknown, path = ''): string[] {
  if (canonicalJson(a) === canonicalJson(b)) return [];
  if (!isRecord(a) || !isRecord(b)) return [path];
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  return keys.flatMap((key) => differences(a[key] ?? null, b[key] ?? null, path ? `${path}.${key}` : key));
}

const MAX_SHOWN = 5;

/** Names fields in which a plan differs from the one that a folder has. */
async function differing(out: string, now: FileData): Promise<string> {
  const { parse } = await import('yaml');
  if (!existsSync(join(out, PLAN))) return `what is unknown without its ${PLAN}`;
  const then: unknown = parse(readFileSync(join(out, PLAN), 'utf8'));
  const kept = Object.fromEntries(Object.keys(now).map((key) => [key, isRecord(then) ? then[key] : undefined]));
  const fields = differences(kept, JSON.parse(canonicalJson(now)));
  return fields.length === 0 ? 'the contents of a file' : fields.slice(0, MAX_SHOWN).join(', ');
}

/** Writes the names of files of a plan relative to the folder of its file, so that the same plan is the same everywhere. */
function withRelativeNames(data: unknown, folder: string, names: ReadonlySet<string>): unknown {
  if (typeof data === 'string') return names.has(data) ? relative(folder, data).replaceAll('\\', '/') : data;
  if (Array.isArray(data)) return data.map((entry) => withRelativeNames(entry, folder, names));
  if (!isRecord(data)) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, withRelativeNames(value, folder, names)]));
}

/** Adds the versions that a set was made by before to its manifest. */
function withVersionsOf(manifest: Manifest, { versions, otherVersions = [] }: Manifest): Manifest {
  const others = new Map([...otherVersions, versions].map((one) => [canonicalJson(one), one]));
  others.delete(canonicalJson(manifest.versions));
  return others.size === 0 ? manifest : { ...manifest, otherVersions: [...others.values()] };
}

/** A plan that is about to be run into a folder. */
export interface Opening {
  readonly out: string;
  /** The plan as its file has it, and with the detector of a detector file in place. */
  readonly plan: Plan;
  readonly completed: Plan;
  readonly planFile: string;
  /** Files that the plan names. */
  readonly files: readonly string[];
  readonly hashes: PlanHashes;
  readonly versions: Manifest['versions'];
  readonly allowVersions?: boolean | undefined;
}

/**
 * Makes the folder of a data set, or checks that the one there belongs to the same plan in the same layout. More shots than it had are
 * allowed.
 *
 * @throws BraggsimError (`usage`) for the folder of another plan, layout or version, or of more shots
 */
export async function openFolder(opening: Opening): Promise<Manifest> {
  const { completed, out, plan, hashes, versions } = opening;
  const fresh = manifestOf(completed, hashes, versions);
  const there = existsSync(join(out, MANIFEST)) ? readManifest(out) : undefined;
  const manifest = there ? await continued(fresh, there, opening) : fresh;
  const { stringify } = await import('yaml');
  try {
    mkdirSync(out, { recursive: true });
    const text = `${JSON.stringify(manifest, null, 1)}\n`;
    // Another run may have made the folder its own meanwhile.
    if (!there && !createOnce(out, MANIFEST, text)) return openFolder(opening);
    replace(out, MANIFEST, text);
    const data = canonicalJson(namedFrom(opening, planData(plan)));
    replace(out, PLAN, stringify(JSON.parse(data), { aliasDuplicateObjects: false }));
  } catch (error) {
    if (isBraggsimError(error)) throw error;
    throw dataError({ message: `cannot write into '${out}': ${reasonOf(error)}`, cause: error });
  }
  return manifest;
}

const namedFrom = ({ planFile, files }: Opening, data: FileData): FileData =>
  withRelativeNames(data, dirname(planFile), new Set(files)) as FileData;

/**
 * Returns the manifest of a set that a plan goes on with.
 *
 * @throws BraggsimError (`usage`) where the set is that of another plan, layout or version, or has more shots
 */
async function continued(manifest: Manifest, there: Manifest, opening: Opening): Promise<Manifest> {
  const { out, plan, planFile, hashes, versions, allowVersions } = opening;
  if (there.plan !== hashes.plan) {
    throw usageError(
      `'${out}' belongs to another plan: its hash is ${there.plan}, that of '${planFile}' is ${hashes.plan}; they differ in ${await differing(out, namedFrom(opening, contentData(plan)))}; choose another folder`,
    );
  }
  if (there.layout !== hashes.layout) {
    throw usageError(
      `'${out}' has another layout: its hash is ${there.layout}, that of '${planFile}' is ${hashes.layout}; they differ in ${await differing(out, namedFrom(opening, layoutData(plan)))}; choose another folder`,
    );
  }
  if (manifest.shots < there.shots) {
    throw usageError(
      `'${out}' has ${there.shots} shots, and '${planFile}' asks for ${manifest.shots}: a set can grow and not shrink; choose another folder`,
    );
  }
  const versionsThere = canonicalJson(there.versions);
  if (versionsThere !== canonicalJson(versions) && !allowVersions) {
    throw usageError(
      `'${out}' was made by other versions, ${versionsThere}, than ${canonicalJson(versions)}, whose bytes may differ; --allow-versions goes on`,
    );
  }
  return withVersionsOf(manifest, there);
}
