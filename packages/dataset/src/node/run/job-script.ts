import { usageError } from '@braggsim/core';

/** A job array that makes a data set. */
export interface JobArray {
  readonly planFile: string;
  readonly out: string;
  /** Modules that add stages. */
  readonly plugins?: readonly string[];
  readonly shards: number;
  readonly shardsPerTask: number;
  /** Tasks that run at the same time; all by default. */
  readonly maxTasks?: number | undefined;
  readonly minutes: number;
  readonly cpus: number;
  readonly partition?: string | undefined;
  /** Largest size of an array: Slurm's `MaxArraySize`. */
  readonly maxArraySize: number;
}

/** Seconds before the limit at which Slurm asks a task to finish, and that workers have to do so. */
const WARNING_S = 60;
const GRACE_S = 45;

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/**
 * Writes the script of a Slurm job array that makes a data set: each task makes a range of shards, finishes those that it can when
 * its time ends, and is queued again where it stopped early.
 *
 * @throws BraggsimError (`usage`) for more tasks than an array of this system can have
 */
export function jobScript({
  planFile,
  out,
  plugins = [],
  shards,
  shardsPerTask,
  maxTasks,
  minutes,
  cpus,
  partition,
  maxArraySize,
}: JobArray): string {
  const tasks = Math.ceil(shards / shardsPerTask);
  if (tasks > maxArraySize - 1) {
    const least = Math.ceil(shards / (maxArraySize - 1));
    throw usageError(
      `${tasks} tasks of ${shardsPerTask} shards are more than the ${maxArraySize - 1} that an array of this Slurm can have (MaxArraySize ${maxArraySize}); give --shards-per-task ${least} or more`,
    );
  }
  const withPlugins = plugins.map((path) => ` --plugin ${quoted(path)}`).join('');
  return `#!/bin/bash
#SBATCH --job-name=braggsim-dataset
#SBATCH --array=0-${tasks - 1}${maxTasks === undefined ? '' : `%${maxTasks}`}
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=dataset-%a.log
#SBATCH --time=${minutes}
#SBATCH --cpus-per-task=${cpus}
#SBATCH --signal=B:TERM@${WARNING_S}
${partition === undefined ? '' : `#SBATCH --partition=${partition}\n`}
first=$((SLURM_ARRAY_TASK_ID * ${shardsPerTask}))
last=$((first + ${shardsPerTask} - 1))
[ $last -ge ${shards} ] && last=${shards - 1}

# A signal that comes before there is a run is passed on as soon as there is one. sbatch exports the variables of the shell that calls it.
run= early= asked= signalled=
pass_on() {
  asked=1
  signalled=1
  if [ -n "$run" ]; then kill -TERM "$run"; else early=1; fi
}
trap pass_on TERM USR1
braggsim dataset run ${quoted(planFile)} -o ${quoted(out)} --shards $first..$last --workers "$SLURM_CPUS_PER_TASK" --grace ${GRACE_S}${withPlugins} &
run=$!
[ -n "$early" ] && kill -TERM $run
wait $run
code=$?
# A signal ends the waiting, not the run.
while [ -n "$signalled" ]; do
  signalled=
  wait $run
  code=$?
done
# 75: the run stopped early and kept what was finished; 143: it was asked before it could listen, and had begun nothing.
if [ $code -eq 75 ] || { [ $code -eq 143 ] && [ -n "$asked" ]; }; then
  scontrol requeue "\${SLURM_ARRAY_JOB_ID}_\${SLURM_ARRAY_TASK_ID}"
  exit 0
fi
exit $code
`;
}

/** Writes the script that merges a data set when all tasks of its array have ended well. */
export const mergeScript = (out: string): string => `#!/bin/bash
#SBATCH --job-name=braggsim-merge
#SBATCH --output=merge.log
# sbatch --dependency=afterok:JOB this-script

braggsim dataset merge ${quoted(out)}
`;
