import { expect, test } from 'vitest';
import { type Cluster, simulateCluster, type Workload } from './simulate-cluster';

const cluster: Cluster = {
  nodes: 4,
  coresPerNode: 8,
  bandwidth: 1e12,
  metadataRate: 1e9,
  taskRate: 1e9,
  requeueDelay: 120,
  nodeLife: 1e15,
};
const workload: Workload = {
  shots: 32 * 100 * 10,
  shotsPerShard: 100,
  shardsPerTask: 80,
  secondsPerShot: 0.1,
  spread: 0,
  start: 0,
  bytesPerShot: 1e5,
  filesPerShard: 5,
};

test('without limits all cores work all the time: ten shards of ten seconds each', () => {
  const { run, efficiency, imagesPerS, failures } = simulateCluster(cluster, workload);
  expect(run).toBeCloseTo(100, 3);
  expect(efficiency).toBeCloseTo(1, 5);
  expect(imagesPerS).toBeCloseTo(320, 2);
  expect(failures).toBe(0);
});

test('the start of workers, and the last shards, cost what the formula of the specification says', () => {
  const { efficiency } = simulateCluster(cluster, { ...workload, start: 5 });
  expect(efficiency).toBeCloseTo(100 / 105, 3);
  const uneven = simulateCluster(cluster, { ...workload, spread: 0.2 });
  expect(uneven.efficiency).toBeLessThan(1);
  expect(uneven.efficiency).toBeGreaterThan(1 / (1 + 1 / (2 * 10)) - 0.05);
});

test('a slow file system sets the pace', () => {
  const bytes = workload.shots * workload.bytesPerShot;
  const slow = simulateCluster({ ...cluster, bandwidth: bytes / 500 }, workload);
  expect(slow.bytesPerS).toBeLessThanOrEqual(bytes / 500);
  expect(slow.run).toBeGreaterThan(500);
  expect(slow.run).toBeLessThan(520);
  const names = simulateCluster({ ...cluster, metadataRate: 10 }, workload);
  expect(names.run).toBeGreaterThan((320 * 10) / 10);
  expect(names.waiting).toBeGreaterThan(10);
});

test('failures cost the shards in work, and all shards are made', () => {
  const { run, failures, lost, imagesPerS } = simulateCluster({ ...cluster, nodeLife: 60 }, workload, 3);
  expect(failures).toBeGreaterThan(0);
  expect(lost).toBeGreaterThan(0);
  expect(lost).toBeLessThan(failures * 10 + 1e-6);
  expect(imagesPerS * run).toBeCloseTo(workload.shots, 3);
});
