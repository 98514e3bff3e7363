import { existsSync, mkdirSync, statfsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { BraggsimError, dataError, type ErrorTag, interrupted, runFailure, type Warning } from '@braggsim/core';
import { loadPlugins } from '@braggsim/experiment/node';
import { shardCount, shotsOfShard } from '../../plan/plan';
import { shardFolder } from '../shards/places';
import { bytesOfShard, damages, readRecord, type ShardRecord } from '../shards/record';
import { rejectShard } from '../shards/reject-shard';
import { removeAbandoned, writtenByOthers } from '../shards/unfinished';
import { checkDraws } from './check-draws';
import { checkFactorFiles } from './check-factor-files';
import { estimatedBytes, temporaryBytes } from './estimate';
import { defaultWorkers, shardRunner } from './lanes';
import { MANIFEST, openFolder, type PlanHashes } from './manifest';
import { openPlan } from './open-plan';
import { numbersFrom, shardRange } from './ranges';
import { CONTROL, type ShardTask, STATE } from './shard-task';

/** State of a run. */
export interface RunProgress {
  /** Shards of the range that exist, and all of them. */
  readonly shards: number;
  readonly allShards: number;
  /** Shots of the shards that this run makes: done so far, and all. */
  readonly shots: number;
  readonly allShots: number;
  /** Bytes that this run has written. */
  readonly bytes: number;
}

/** What a run makes, and how. */
export interface RunOptions {
  readonly planFile: string;
  readonly out: string;
  /** Versions of what decides the bytes of files. */
  readonly versions: Readonly<Record<string, string>>;
  readonly plugins?: readonly string[] | undefined;
  /** Range of shards, `a..b`; all by default. */
  readonly shards?: string | undefined;
  /** Number of workers; as many as there are cores by default. */
  readonly workers?: number | undefined;
  /** Time (s) that workers have to finish their shards when `finish` is raised. */
  readonly graceS?: number | undefined;
  /** Whether sizes alone tell that a finished shard is whole. */
  readonly trust?: boolean | undefined;
  /** Whether native code may compute the images, whose bytes are the same, where the plan does not say it; `auto` by default. */
  readonly native?: ShardTask['native'];
  /** Identifies the code that calculates structure factors of models, to keep them in the cache of the user; not kept when absent. */
  readonly generator?: string | undefined;
  /** Whether the run goes on where the disk seems too small. */
  readonly force?: boolean | undefined;
  readonly allowVersions?: boolean | undefined;
  /** Age (s) from which unfinished shards of other hosts count as abandoned. */
  readonly staleS?: number | undefined;
  /** Raised to drop what is begun. */
  readonly signal?: AbortSignal | undefined;
  /** Raised to finish the shards that are begun and begin no other. */
  readonly finish?: AbortSignal | undefined;
  readonly onProgress?: ((progress: RunProgress) => void) | undefined;
  readonly onWarning?: ((warning: Warning) => void) | undefined;
}

/** What a run did. */
export interface RunResult {
  readonly hashes: PlanHashes;
  /** Shards that were made, that were there, and that were damaged and made again. */
  readonly made: number;
  readonly kept: number;
  readonly rejected: readonly string[];
  /** Shards of the range that are still missing, since the run was asked to stop. */
  readonly missing: readonly number[];
  readonly shots: number;
  readonly bytes: number;
  readonly seconds: number;
}

/** Time for which workers finish their shards, and age of abandoned folders, s. */
const DEFAULT_GRACE_S = 45;
const DEFAULT_STALE_S = 6 * 3600;
/** Number of workers that may end while they make the same shard. */
const MAX_ATTEMPTS = 3;
const PROGRESS_MS = 500;

/** Tells whether the record of a shard is that of the plan as it is: a last shard that was not full is made again when the set has grown. */
const isCurrent = ({ plan, layout, shots }: ShardRecord, hashes: PlanHashes, expected: number): boolean =>
  plan === hashes.plan && layout === hashes.layout && shots === expected;

function checkSpace(out: string, needed: number): void {
  let folder = resolve(out);
  while (!existsSync(folder)) folder = dirname(folder);
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (needed <= free) return;
  const mb = (bytes: number) => Math.ceil(bytes / 1e6);
  throw dataError(
    `'${out}' has ${mb(free)} MB free and the missing shards need about ${mb(needed)} MB; make room, or go on with --force`,
  );
}

/**
 * Makes the missing shards of a range. Shards that exist are checked and kept; a run that was stopped, at whatever moment, is gone on
 * with by the same call, and the files are equal to those of a run that was not.
 *
 * @throws BraggsimError (`usage`, `data`) for anything wrong with the plan or the folder, (`failed`) for a shard that cannot be made
 */
export async function runDataset(options: RunOptions): Promise<RunResult> {
  const started = performance.now();
  const { planFile, out, versions, plugins = [], trust = false, onWarning } = options;
  const open = await openPlan(planFile, await loadPlugins(plugins));
  const { loaded, hashes, files } = open;
  const { plan } = loaded;
  for (const warning of loaded.warnings) onWarning?.(warning);
  checkDraws(loaded);
  // What is there was begun with files that could be read.
  if (!existsSync(join(out, MANIFEST))) await checkFactorFiles(plan);
  const [first, last] = shardRange(options.shards, shardCount(plan));
  const shotsOf = (shard: number) => shotsOfShard(plan, shard);
  const checkSpaceFor = (shots: readonly number[]): void => {
    if (options.force) return;
    const all = shots.reduce((sum, count) => sum + count, 0);
    const atOnce = options.workers ?? defaultWorkers();
    checkSpace(out, 1.1 * (all * estimatedBytes(plan) + temporaryBytes(plan, shots, atOnce)));
  };
  const range = numbersFrom(first, last);
  if (!existsSync(join(out, MANIFEST))) checkSpaceFor(range.map(shotsOf));
  await openFolder({
    out,
    plan: loaded.given,
    completed: plan,
    planFile,
    files,
    hashes,
    versions,
    allowVersions: options.allowVersions,
  });
  for (const folder of new Set(range.map((shard) => shardFolder(out, shard)))) {
    mkdirSync(folder, { recursive: true });
    const removed = removeAbandoned(folder, 1000 * (options.staleS ?? DEFAULT_STALE_S));
    if (removed.length > 0) {
      onWarning?.({
        id: 'unfinished',
        message: `removed ${removed.length} unfinished shard(s) of a run that ended: ${removed.join(', ')}`,
      });
    }
    const others = writtenByOthers(folder);
    if (others.length > 0) {
      onWarning?.({
        id: 'twice',
        message: `another run is making shard(s) ${others.join(', ')}: both make equal files, and the later ones stay`,
      });
    }
  }
  const rejected: string[] = [];
  const missing = range.filter((shard) => {
    const record = readRecord(out, shard);
    if (!record) return true;
    const problems = isCurrent(record, hashes, shotsOf(shard)) ? damages(out, record, { trust }) : [];
    if (problems.length === 0) return !isCurrent(record, hashes, shotsOf(shard));
    rejected.push(...problems);
    rejectShard(out, record);
    return true;
  });
  for (const message of rejected)
    onWarning?.({ id: 'rejected', message: `${message}; it is in 'rejected', and made again` });
  const shots = missing.map(shotsOf);
  const allShots = shots.reduce((sum, count) => sum + count, 0);
  checkSpaceFor(shots);
  const made = await makeMissing(options, hashes, missing, { allShots, allShards: range.length });
  return {
    hashes,
    made: made.length,
    kept: range.length - missing.length,
    rejected,
    missing: missing.filter((shard) => !made.some((record) => record.shard === shard)),
    shots: made.reduce((sum, { shots }) => sum + shots, 0),
    bytes: made.reduce((sum, record) => sum + bytesOfShard(record), 0),
    seconds: (performance.now() - started) / 1000,
  };
}

/** Makes shards with several workers, each of which takes the next one. */
async function makeMissing(
  options: RunOptions,
  hashes: PlanHashes,
  missing: readonly number[],
  { allShots, allShards }: Pick<RunProgress, 'allShots' | 'allShards'>,
): Promise<ShardRecord[]> {
  if (missing.length === 0) return [];
  const {
    planFile,
    out,
    versions,
    native,
    generator,
    plugins = [],
    graceS = DEFAULT_GRACE_S,
    onProgress,
    onWarning,
  } = options;
  const asked = options.workers ?? defaultWorkers();
  const workers = Math.min(asked, missing.length);
  if (workers < asked && options.workers !== undefined) {
    const message = `there are ${missing.length} shards to make: ${workers} of ${asked} workers have one`;
    onWarning?.({ id: 'workers', message });
  }
  const control = new SharedArrayBuffer(4 * CONTROL.words);
  const words = new Int32Array(control);
  const drop = (): void => void Atomics.store(words, CONTROL.state, STATE.dropping);
  let timer: NodeJS.Timeout | undefined;
  const finish = (): void => {
    if (Atomics.compareExchange(words, CONTROL.state, STATE.running, STATE.finishing) === STATE.running)
      timer = setTimeout(drop, 1000 * graceS);
  };
  const { signal, finish: finishing } = options;
  signal?.addEventListener('abort', drop);
  finishing?.addEventListener('abort', finish);
  if (finishing?.aborted) finish();
  if (signal?.aborted) drop();
  const runner = await shardRunner(workers);
  const made: ShardRecord[] = [];
  const progress = (): void =>
    onProgress?.({
      shards: allShards - missing.length + made.length,
      allShards,
      shots: Atomics.load(words, CONTROL.shots),
      allShots,
      bytes: made.reduce((sum, record) => sum + bytesOfShard(record), 0),
    });
  const ticking = setInterval(progress, PROGRESS_MS);
  const failures: string[] = [];
  let fatal: BraggsimError | undefined;
  let next = 0;
  const task = (shard: number): ShardTask => ({
    planFile,
    plugins,
    out,
    shard,
    plan: hashes.plan,
    versions,
    native,
    generator,
    control,
  });
  const lane = async (): Promise<void> => {
    while (Atomics.load(words, CONTROL.state) === STATE.running && next < missing.length) {
      const shard = missing[next++] as number;
      const outcome = await attempt(shard, () => runner.run(task(shard)));
      if ('record' in outcome) made.push(outcome.record);
      else if (outcome.failure.tag === undefined) failures.push(`shard ${shard}: ${outcome.failure.message}`);
      else if (outcome.failure.tag !== 'interrupted') {
        fatal ??= new BraggsimError(outcome.failure.tag as ErrorTag, { message: outcome.failure.message });
        drop();
      }
      progress();
    }
  };
  try {
    await Promise.all(Array.from({ length: workers }, lane));
  } finally {
    clearInterval(ticking);
    clearTimeout(timer);
    signal?.removeEventListener('abort', drop);
    finishing?.removeEventListener('abort', finish);
    await runner.close();
  }
  if (fatal) throw fatal;
  if (failures.length > 0) throw runFailure(failures.join('\n'));
  if (signal?.aborted && made.length < missing.length) throw interruptedRun(made.length, missing.length);
  return made.sort((a, b) => a.shard - b.shard);
}

const interruptedRun = (made: number, of: number): BraggsimError =>
  new BraggsimError(interrupted().tag, {
    message: `interrupted: ${made} of ${of} missing shards are finished and stay; the same command goes on`,
  });

/** Gives a shard to another worker when the one that makes it ends, no more than twice. */
async function attempt<
  T extends
    | { readonly record: ShardRecord }
    | { readonly failure: { readonly tag: ErrorTag | undefined; readonly message: string } },
>(
  shard: number,
  run: () => Promise<T>,
): Promise<T | { readonly failure: { readonly tag: undefined; readonly message: string } }> {
  let reason = '';
  for (let tries = 0; tries < MAX_ATTEMPTS; tries++) {
    try {
      return await run();
    } catch (error) {
      reason = (error as Error).message;
    }
  }
  return {
    failure: { tag: undefined, message: `${MAX_ATTEMPTS} workers ended while they made shard ${shard}: ${reason}` },
  };
}
