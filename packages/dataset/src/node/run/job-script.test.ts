import { execFile } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { folder } from '../small-plan.fixture';
import { type JobArray, jobScript, mergeScript } from './job-script';

const here = folder();
afterAll(() => here.remove());

const array = {
  planFile: "/data/it's/plan.yaml",
  out: '/data/set',
  shards: 10,
  shardsPerTask: 4,
  minutes: 30,
  cpus: 8,
  maxArraySize: 1001,
};

/** Puts a command in front of the path. */
const command = (name: string, text: string) => chmodSync(here.put(name, `#!/bin/bash\n${text}\n`), 0o755);

/** Runs the script of a task with commands of our own in place of braggsim and Slurm. */
function runTask(
  task: number,
  braggsim: string,
  onStart?: (kill: () => void) => void,
  exported: Readonly<Record<string, string>> = {},
  more: Partial<JobArray> = {},
): Promise<number> {
  command('braggsim', `printf '%s|' "$@" > ${here.at('called')}\n${braggsim}`);
  command('scontrol', `echo "$@" > ${here.at('requeued')}`);
  const script = here.put('job.sh', jobScript({ ...array, ...more }));
  return new Promise((resolve) => {
    const env = {
      ...process.env,
      ...exported,
      PATH: `${here.path}:${process.env.PATH}`,
      SLURM_ARRAY_TASK_ID: `${task}`,
      SLURM_ARRAY_JOB_ID: '7',
      SLURM_CPUS_PER_TASK: '8',
    };
    const child = execFile('bash', [script], { env }, (error) => resolve(Number(error?.code ?? 0)));
    onStart?.(() => child.kill('SIGTERM'));
  });
}

test('the script asks Slurm for an array, its limits and a signal before the end', () => {
  const script = jobScript({ ...array, maxTasks: 2, partition: 'long' });
  for (const line of [
    '--array=0-2%2',
    '--requeue',
    '--open-mode=append',
    '--time=30',
    '--cpus-per-task=8',
    '--signal=B:TERM@60',
    '--partition=long',
  ])
    expect(script).toContain(`#SBATCH ${line}\n`);
  expect(jobScript(array)).toContain('#SBATCH --array=0-2\n');
  expect(jobScript(array)).not.toContain('partition');
  expect(() => jobScript({ ...array, shards: 5000 })).toThrow('--shards-per-task 5 or more');
  expect(mergeScript('/data/set')).toContain("braggsim dataset merge '/data/set'");
});

test.skipIf(process.platform === 'win32')('each task makes its range, and ends as its run does', async () => {
  expect(await runTask(0, 'exit 0')).toBe(0);
  expect(readFileSync(here.at('called'), 'utf8')).toBe(
    "dataset|run|/data/it's/plan.yaml|-o|/data/set|--shards|0..3|--workers|8|--grace|45|",
  );
  expect(await runTask(2, 'exit 9')).toBe(9);
  expect(readFileSync(here.at('called'), 'utf8')).toContain('|8..9|');
  expect(existsSync(here.at('requeued'))).toBe(false);
  await runTask(0, 'exit 0', undefined, {}, { plugins: ["/data/it's/a.mjs", '/data/b.mjs'] });
  expect(readFileSync(here.at('called'), 'utf8')).toMatch(
    /\|--plugin\|\/data\/it's\/a.mjs\|--plugin\|\/data\/b.mjs\|$/,
  );
});

test.skipIf(process.platform === 'win32')(
  'a run that was asked to stop before it could listen is queued again',
  async () => {
    // The signal comes in the middle of the start, to the script and so to a run without a handler.
    expect(await runTask(1, 'kill -TERM $PPID\nexec sleep 20')).toBe(0);
    expect(readFileSync(here.at('requeued'), 'utf8').trim()).toBe('requeue 7_1');
    rmSync(here.at('requeued'));
    expect(await runTask(1, 'exit 143')).toBe(143);
    expect(existsSync(here.at('requeued'))).toBe(false);
  },
);

test.skipIf(process.platform === 'win32')('variables of the shell that submitted the job have no effect', async () => {
  const exported = { run: '999999999', early: '1', asked: '1', signalled: '1' };
  expect(await runTask(1, 'sleep 0.2; exit 0', undefined, exported)).toBe(0);
  expect(existsSync(here.at('requeued'))).toBe(false);
  expect(await runTask(1, 'exit 143', undefined, exported)).toBe(143);
  expect(existsSync(here.at('requeued'))).toBe(false);
});

test.skipIf(process.platform === 'win32')('a run that was told to stop is queued again', async () => {
  const started = here.at('started');
  const code = await runTask(
    1,
    `trap 'sleep 0.2; exit 75' TERM\ntouch ${started}\nfor i in $(seq 400); do sleep 0.05; done`,
    (kill) => {
      const wait = setInterval(() => {
        if (!existsSync(started)) return;
        clearInterval(wait);
        kill();
      }, 20);
    },
  );
  expect(code).toBe(0);
  expect(readFileSync(here.at('requeued'), 'utf8').trim()).toBe('requeue 7_1');
});
