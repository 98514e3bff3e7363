import { resolve } from 'node:path';
import { usageError } from '@braggsim/core';
import { openOutputs } from '@braggsim/core/node';
import { jobArray, mergeScript } from '@braggsim/dataset/node';
import type { DatasetAction } from './options';

/** The action that writes the script of a job array of Slurm. */
export const slurmAction: DatasetAction = {
  argument: 'a plan file',
  flags: ['out', 'job', 'shardsPerTask', 'maxTasks', 'time', 'cpus', 'partition', 'merge', 'plugin'],
  async run(file, options, { out }) {
    const { out: folder, job, time = 60, cpus = 1, partition, maxTasks, merge = false, plugin = [] } = options;
    if (folder === undefined) throw usageError('dataset slurm needs the folder of the data set: -o folder');
    if (job === undefined) throw usageError('dataset slurm needs the name of the script: --job job.sh');
    const { shardsPerTask } = options;
    const array = { planFile: file, out: folder, shardsPerTask, maxTasks, minutes: time, cpus, partition };
    const { script, tasks, ...chosen } = await jobArray(array, plugin);
    const texts = [[job, script] as const];
    if (merge) texts.push([job.replace(/(\.\w+)?$/, '-merge$1'), mergeScript(resolve(folder))]);
    const files = openOutputs(texts.map(([path]) => path));
    try {
      for (const [path, text] of texts) files.write(path, [new TextEncoder().encode(text)]);
      await files.commit();
    } finally {
      await files.discard();
    }
    out(`${tasks} task(s) of ${chosen.shardsPerTask} shard(s): sbatch ${job}\n`);
  },
};
