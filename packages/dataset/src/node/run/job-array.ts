import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { loadPlugins } from '@braggsim/experiment/node';
import { shardCount } from '../../plan/plan';
import { checkDraws } from './check-draws';
import { type JobArray, jobScript } from './job-script';
import { fileContext, openPlan } from './open-plan';
import { secondsPerShot } from './replay';

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

/** What is asked of a job array; without a number of shards, a task has as many as take ten minutes. */
export interface JobArrayRequest extends Omit<JobArray, 'plugins' | 'shards' | 'shardsPerTask' | 'maxArraySize'> {
  readonly shardsPerTask?: number | undefined;
}

/** The script of a job array, with the number of its tasks and of the shards of each. */
export interface JobArrayScript {
  readonly script: string;
  readonly tasks: number;
  readonly shardsPerTask: number;
}

/**
 * Makes the script of a Slurm job array for a plan file, after its draws were checked.
 *
 * @param plugins modules that add stages, for the tasks as well
 * @throws BraggsimError (`usage` or `data`) for a plan that cannot be made, and for more tasks than an array can have
 */
export async function jobArray(request: JobArrayRequest, plugins: readonly string[] = []): Promise<JobArrayScript> {
  const { planFile, out, cpus } = request;
  const open = await openPlan(planFile, await loadPlugins(plugins));
  const { loaded } = open;
  checkDraws(loaded);
  const { plan } = loaded;
  const shards = shardCount(plan);
  const limit = maxArraySize();
  const chosen = async (): Promise<number> => {
    const perShard = (await secondsPerShot(await fileContext(open, '', {}))) * plan.shards.shots;
    const forTime = Math.ceil((TASK_S * cpus) / Math.max(perShard, 1e-3));
    return Math.min(shards, Math.max(1, forTime, Math.ceil(shards / (limit - 1))));
  };
  const shardsPerTask = request.shardsPerTask ?? (await chosen());
  const paths = { planFile: resolve(planFile), out: resolve(out), plugins: plugins.map((path) => resolve(path)) };
  const script = jobScript({ ...request, ...paths, shards, shardsPerTask, maxArraySize: limit });
  return { script, tasks: Math.ceil(shards / shardsPerTask), shardsPerTask };
}
