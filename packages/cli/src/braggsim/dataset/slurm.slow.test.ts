import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checksums, finishedShards } from './set-files.fixture';

const BIN = fileURLToPath(new URL('../../../bin/braggsim.js', import.meta.url));
const SLURM_HERE = fileURLToPath(new URL('../../../../../tools/dataset/slurm-here.sh', import.meta.url));

/** Why no Slurm can be started here; undefined where one can. */
function obstacle(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'Slurm is started on Linux, as root';
  const missing = ['sbatch', 'slurmctld', 'slurmd', 'munged'].find(
    (name) => !['/usr/bin', '/usr/sbin', '/usr/local/bin'].some((folder) => existsSync(join(folder, name))),
  );
  return missing === undefined ? undefined : `${missing} is missing: install slurm-wlm and munge`;
}

const skipped = obstacle();
const here = mkdtempSync(join(tmpdir(), 'braggsim-slurm-'));
const at = (name: string): string => join(here, name);
const cluster = at('cluster');

const env: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: `${at('bin')}:${process.env.PATH}:/usr/sbin:/sbin`,
  SLURM_CONF: join(cluster, 'slurm.conf'),
  // More cores than there are: nothing is pinned.
  CPUS: '8',
};
const command = (name: string, ...argv: readonly string[]): string =>
  execFileSync(name, argv, { cwd: here, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const slurm = (action: string): string => command('sh', SLURM_HERE, action, cluster);

const PLAN = `
beam: { wavelengthA: 1, fluencePerM2: 1e24 }
detector: { pixelsFast: 96, pixelsSlow: 96, pixelMm: 1, distanceMm: 120, convention: xds }
crystal: { cell: [78, 78, 38, 90, 90, 90], cells: [7, 7, 14], shape: gauss, blocks: 1000, mosaic: { spreadDeg: 0.1, domains: 40 } }
structureFactors: { default: 100 }
sampling: { oversample: 2 }
shots: 24
vary: { crystal.orientation: { rotation: uniform }, detector.distanceMm: { uniform: [100, 140] } }
images: { layout: [resonet, nxmx] }
labels: { spots: true }
shards: { shots: 1 }
`;

beforeAll(() => {
  if (skipped !== undefined) return;
  // The user of munge has to reach its socket.
  chmodSync(here, 0o755);
  mkdirSync(at('bin'));
  writeFileSync(at('bin/braggsim'), `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`);
  chmodSync(at('bin/braggsim'), 0o755);
  writeFileSync(at('plan.yaml'), PLAN);
  slurm('start');
});

afterAll(() => {
  if (skipped === undefined) slurm('stop');
  rmSync(here, { recursive: true, force: true });
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test.skipIf(skipped !== undefined)(
  `a job array of Slurm whose tasks are requeued makes the files of one run (${skipped ?? 'Slurm is here'})`,
  async () => {
    command('braggsim', 'dataset', 'run', 'plan.yaml', '-o', 'whole', '--workers', '1');
    const flags = ['--shards-per-task', '6', '--cpus', '1', '--max', '3', '--time', '5', '--job', 'job.sh', '--merge'];
    command('braggsim', 'dataset', 'slurm', 'plan.yaml', '-o', at('array'), ...flags);
    const job = command('sbatch', '--parsable', 'job.sh').trim();
    const merge = command('sbatch', '--parsable', `--dependency=afterok:${job}`, 'job-merge.sh').trim();
    const waiting = () =>
      command('squeue', '-h', '-r', '-t', 'PENDING,RUNNING,COMPLETING', '-o', '%i', '-j', `${job},${merge}`);
    const neverRuns = () => command('squeue', '-h', '-o', '%r', '-j', merge).includes('DependencyNeverSatisfied');
    const logs = () =>
      readdirSync(here)
        .filter((name) => /^dataset-\d+\.log$/.test(name))
        .map((name) => readFileSync(at(name), 'utf8'))
        .join('');
    let [requeued, signalled] = [false, false];
    for (let tries = 0; tries < 3000 && waiting().trim() !== '' && !neverRuns(); tries++) {
      if (finishedShards(at('array')) > 0 && !signalled) {
        // As Slurm does before the time is over: the run stops at the end of a shard, and the script queues its task again.
        for (const task of ['0', '1']) {
          try {
            command('scancel', '--batch', '--signal=TERM', `${job}_${task}`);
          } catch {
            // It has ended.
          }
        }
        signalled = true;
      } else if (signalled && !requeued) {
        try {
          // As after the loss of a node.
          command('scontrol', 'requeue', `${job}_2`);
        } catch {
          // It waits, or has ended.
        }
        requeued = true;
      }
      slurm('hurry');
      await pause(100);
    }
    expect(waiting().trim(), logs()).toBe('');
    expect(command('braggsim', 'dataset', 'status', 'array')).toContain('24 of 24');
    command('braggsim', 'dataset', 'verify', 'array');
    expect(readdirSync(at('array/merged')).sort()).toEqual(['index.json', 'labels.csv', 'labels.parquet']);
    expect(logs()).toContain('stopped early by SIGTERM');
    rmSync(at('array/merged'), { recursive: true });
    expect(checksums(at('array'))).toEqual(checksums(at('whole')));
  },
);
