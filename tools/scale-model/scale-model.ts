/**
 * Prints what data sets come to on a cluster, by a simulation of its events with measured times of shots:
 *
 *     npx tsx --conditions=source tools/scale-model/scale-model.ts [--nodes 1000] [--cores 64] [--bandwidth GB/s] [--metadata files/s]
 *
 * Times of shots are those of `npm run bench -- dataset` where it has been run (out/bench/dataset.json), else those of docs/performance.md.
 */
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Cluster, type Outcome, simulateCluster, type Workload } from './simulate-cluster';

const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '1000' },
    cores: { type: 'string', default: '64' },
    bandwidth: { type: 'string', default: '20' },
    metadata: { type: 'string', default: '10000' },
  },
});

const YEAR = 365.25 * 86_400;
const cluster: Cluster = {
  nodes: Number(values.nodes),
  coresPerNode: Number(values.cores),
  bandwidth: 1e9 * Number(values.bandwidth),
  metadataRate: Number(values.metadata),
  // As many as the controller of Slurm starts by default, and the time for which it holds requeued tasks back.
  taskRate: 100,
  requeueDelay: 120,
  nodeLife: 5 * YEAR,
};

interface Measured {
  readonly id: string;
  readonly native: string;
  readonly msPerShot: number;
  readonly startMs: number;
  readonly bytesPerShot: number;
}

const RESULTS = new URL('../../out/bench/dataset.json', import.meta.url);
const measured: readonly Measured[] = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, 'utf8')) : [];

/** Returns the measured times of a case, or usual ones. */
const timesOf = (id: string, usual: Pick<Measured, 'msPerShot' | 'startMs' | 'bytesPerShot'>) =>
  measured.find((row) => row.id === id && row.native === 'off') ?? usual;

const small = timesOf('S', { msPerShot: 61, startMs: 1400, bytesPerShot: 233_000 });
const large = timesOf('R', { msPerShot: 396, startMs: 1800, bytesPerShot: 95_000 });

const workloads: Readonly<Record<string, Workload>> = {
  'small shots (512 x 512)': {
    shots: 1e9,
    shotsPerShard: 1000,
    shardsPerTask: Math.ceil(1e6 / cluster.nodes),
    secondsPerShot: small.msPerShot / 1000,
    spread: 0.05,
    start: small.startMs / 1000,
    bytesPerShot: small.bytesPerShot,
    filesPerShard: 5,
  },
  'large shots (quadrants of 1024 x 1024)': {
    shots: 1e8,
    shotsPerShard: 150,
    shardsPerTask: Math.ceil(1e8 / 150 / cluster.nodes),
    secondsPerShot: large.msPerShot / 1000,
    spread: 0.05,
    start: large.startMs / 1000,
    bytesPerShot: large.bytesPerShot,
    filesPerShard: 5,
  },
};

/** Bytes of a record, and records that one task reads per second. */
const RECORD_BYTES = 1500;
const RECORDS_PER_S = 10_000;

function minutes(seconds: number): string {
  if (seconds < 600) return `${seconds.toFixed(0)} s`;
  return seconds < 36_000 ? `${(seconds / 60).toFixed(0)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** Formats the cells of a column of the table. */
function column(workload: Workload, outcome: Outcome): readonly string[] {
  const shards = workload.shots / workload.shotsPerShard;
  const shardTime = workload.shotsPerShard * workload.secondsPerShot;
  return [
    `${workload.shots.toExponential(0)}, ${workload.shotsPerShard} to a shard: ${shards.toFixed(0)} shards`,
    `${minutes(shardTime)}; ${workload.shardsPerTask} shards to a task`,
    minutes(outcome.run),
    `${(100 * outcome.efficiency).toFixed(0)} %`,
    `${outcome.imagesPerS.toFixed(0)}`,
    `${(outcome.bytesPerS / 1e9).toFixed(1)} GB/s of ${values.bandwidth}; ${((workload.shots * workload.bytesPerShot) / 1e12).toFixed(0)} TB`,
    `${outcome.metadataPerS.toFixed(0)}/s of ${values.metadata}`,
    `${outcome.waiting.toFixed(1)} s a shard`,
    `${outcome.failures} shards in work, ${(outcome.lost / 3600).toFixed(1)} core hours`,
    `${((shards * RECORD_BYTES) / 1e9).toFixed(1)} GB of records, ${minutes(shards / RECORDS_PER_S)}`,
  ];
}

const TITLES = [
  'shots',
  'time of a shard; task',
  'run',
  'efficiency',
  'images/s',
  'written',
  'files created and renamed',
  'waiting for the file system',
  'lost by failures',
  'index of a merge, one task',
];

const columns = Object.values(workloads).map((workload) => column(workload, simulateCluster(cluster, workload)));
console.log(`| ${values.nodes} nodes x ${values.cores} cores | ${Object.keys(workloads).join(' | ')} |`);
console.log(`| --- | ${columns.map(() => '---').join(' | ')} |`);
for (const [i, title] of TITLES.entries())
  console.log(`| ${title} | ${columns.map((cells) => cells[i]).join(' | ')} |`);
