import { availableParallelism } from 'node:os';
import { dataError, interrupted, runFailure, usageError } from '@braggsim/core';
import { taskPool, workerFile } from '@braggsim/core/node';
import { numbered } from '@braggsim/core/text';
import { refinementReport } from '../report';
import { joinShots } from './join-shots';
import { isTable, tableBytes, writeTogether } from './outputs';
import type { ProgressFile } from './progress-file';
import type { WorkerAnswer } from './refine-worker';
import { runShot, type ShotDone, type ShotTask } from './run-shot';

/** A shot of a list: what is asked for it, or that its experiment cannot be read. */
export type ListedShot = ShotTask | ShotDone;

const isTask = (shot: ListedShot): shot is ShotTask => 'files' in shot;

/** How a list of shots is refined. */
export interface RefineRun {
  /** Number of shots that are refined at the same time. */
  readonly threads: number;
  /** Patterns of the names of outputs. */
  readonly outputs: readonly string[];
  readonly report?: string | undefined;
  readonly progress?: ProgressFile | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Is called with each shot that was refined by itself, as it is done. */
  readonly finished?: (shot: ShotDone) => void;
}

/** The outcome of a list of shots. */
export interface RefineOutcome {
  readonly report: ReturnType<typeof refinementReport>;
  readonly shots: readonly ShotDone[];
}

/** Returns the number of shots that are refined at the same time for a requested number of threads. */
export const shotsAtATime = (threads: number | 'auto' | undefined, shots: number): number =>
  Math.max(1, Math.min(shots, threads === undefined || threads === 'auto' ? availableParallelism() : threads));

/**
 * Refines shots, together at last where they share numbers, and writes all outputs. The result does not depend on the number of
 * threads.
 *
 * @throws BraggsimError (`usage`), (`interrupted`): the outputs of finished shots stay
 */
export async function refineShots(listed: readonly ListedShot[], run: RefineRun): Promise<RefineOutcome> {
  const { progress, signal, outputs, report: reportName } = run;
  const done = new Map<ListedShot, ShotDone>();
  for (const shot of listed) {
    const known = isTask(shot) ? progress?.finished(shot) : shot;
    if (known) done.set(shot, known);
  }
  const finish = (task: ShotTask, shot: ShotDone): void => {
    done.set(task, shot);
    progress?.add(task, shot);
    run.finished?.(shot);
  };
  for (const shot of listed) if (!isTask(shot)) run.finished?.(shot);
  const open = listed.filter((shot): shot is ShotTask => isTask(shot) && !done.has(shot));
  const threads = Math.min(run.threads, open.length);
  if (threads < 2) for (const task of open) finish(task, await runShot(task, signal));
  else await inWorkers(open, threads, finish, signal);
  const tasks = new Map(listed.filter(isTask).map((task) => [task.number, task]));
  const alone = listed.map((shot) => done.get(shot) as ShotDone);
  const { shots, shared } = await joinShots(alone, ({ number }) => tasks.get(number) as ShotTask, signal);
  const report = refinementReport(
    shots.map((shot) => shot.report),
    shared,
  );
  const tables = outputs.filter(isTable).map((path) => ({ path: numbered(path, 1), bytes: tableBytes(shots) }));
  const json = new TextEncoder().encode(`${JSON.stringify(report, null, 2)}\n`);
  await writeTogether([...tables, ...(reportName === undefined ? [] : [{ path: reportName, bytes: json }])]);
  return { report, shots };
}

/** Refines each shot in a worker thread. */
async function inWorkers(
  tasks: readonly ShotTask[],
  threads: number,
  finish: (task: ShotTask, shot: ShotDone) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (signal?.aborted) throw interrupted();
  const pool = taskPool(workerFile('refine-worker', import.meta.url), threads);
  const end = () => void pool.close();
  signal?.addEventListener('abort', end, { once: true });
  try {
    await Promise.all(
      tasks.map(async (task) => {
        const answer = (await pool.run(task)) as WorkerAnswer;
        if (answer.kind === 'done') finish(task, answer.done);
        else throw answer.tag === 'usage' ? usageError(answer.message) : dataError(answer.message);
      }),
    );
  } catch (error) {
    if (signal?.aborted) throw interrupted();
    if (error instanceof Error && error.name !== 'BraggsimError') {
      throw runFailure({ message: `a worker thread failed while refining a shot: ${error.message}`, cause: error });
    }
    throw error;
  } finally {
    signal?.removeEventListener('abort', end);
    await pool.close();
  }
}
