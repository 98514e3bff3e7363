import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { usageError } from '@braggsim/core';
import { openOutputs } from '@braggsim/core/node';
import { shardCount } from '@braggsim/dataset';
import { checkDraws, jobScript, mergeScript, openPlan, replayContext, replayShot } from '@braggsim/dataset/node';
import type { DatasetAction } from './options';

/** Slurm's own default of the largest size of an array. */
const USUAL_ARRAY_SIZE = 1001;
/** Time that a task should last at least, so that starting it and queueing it again cost little, s. */
const TASK_S = 600;

/** Asks Slurm for the largest size of an array, where there is a Slurm. */
function maxArraySize(): number {
  try {
    const config = execFileSync('scontrol', ['show', 'config'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return Number(/^MaxArraySize\s*=\s*(\d+)/m.exec(config)?.[1] ?? USUAL_ARRAY_SIZE);
  } catch {
    return USUAL_ARRAY_SIZE;
  }
}

/** Times three shots, after one that compiles. */
async function secondsPerShot(plan: string, plugins: readonly string[], shots: number): Promise<number> {
  const context = await replayContext(plan, plugins);
  await replayShot(context, 0);
  const started = performance.now();
  const timed = Math.min(3, shots);
  for (let shot = 0; shot < timed; shot++) await replayShot(context, shot);
  return (performance.now() - started) / 1000 / timed;
}

/** Writes the script of a job array. */
export const slurmAction: DatasetAction = {
  argument: 'a plan file',
  flags: ['out', 'job', 'shardsPerTask', 'maxTasks', 'time', 'cpus', 'partition', 'merge', 'plugin'],
  async run(file, options, { out }) {
    const { out: folder, job, time = 60, cpus = 1, partition, maxTasks, merge = false, plugin = [] } = options;
    if (folder === undefined) throw usageError('dataset slurm needs the folder of the data set: -o folder');
    if (job === undefined) throw usageError('dataset slurm needs the name of the script: --job job.sh');
    const open = await openPlan(file);
    checkDraws(open.loaded);
    const { plan } = open.loaded;
    const shards = shardCount(plan);
    const limit = maxArraySize();
    const chosen = async (): Promise<number> => {
      const perShard = (await secondsPerShot(file, plugin, plan.shots)) * plan.shards.shots;
      const forTime = Math.ceil((TASK_S * cpus) / Math.max(perShard, 1e-3));
      return Math.min(shards, Math.max(1, forTime, Math.ceil(shards / (limit - 1))));
    };
    const shardsPerTask = options.shardsPerTask ?? (await chosen());
    const [planFile, set] = [resolve(file), resolve(folder)];
    const array = { planFile, out: set, shards, shardsPerTask, maxTasks, minutes: time, cpus, partition };
    const texts = [[job, jobScript({ ...array, maxArraySize: limit })] as const];
    if (merge) texts.push([job.replace(/(\.\w+)?$/, '-merge$1'), mergeScript(set)]);
    const files = openOutputs(texts.map(([path]) => path));
    try {
      for (const [path, text] of texts) files.write(path, [new TextEncoder().encode(text)]);
      await files.commit();
    } finally {
      await files.discard();
    }
    out(`${Math.ceil(shards / shardsPerTask)} task(s) of ${shardsPerTask} shard(s): sbatch ${job}\n`);
  },
};
