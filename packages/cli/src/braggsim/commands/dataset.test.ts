import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { finish, folder } from '../run.fixture';

const here = folder();
afterAll(() => here.remove());

const PLAN = `
beam: { wavelengthA: 1.2, fluencePerM2: 1e24 }
detector: { pixelsFast: 24, pixelsSlow: 24, pixelMm: 2, distanceMm: 80, convention: xds }
crystal: { cell: [40], cells: [5, 5, 5], shape: gauss, blocks: 100 }
structureFactors: { default: 100 }
shots: 4
vary: { crystal.orientation: { rotation: uniform } }
shards: { shots: 2 }
`;
const plan = here.put('plan.yaml', PLAN);
const set = here.at('set');
const dataset = (...args: string[]) => finish(['dataset', ...args]);

test('a set is made, described, checked, merged and replayed, with the exit codes of each state', async () => {
  expect(await dataset('run', plan, '-o', set, '--workers', '1', '--shards', '1')).toMatchObject({ code: 0 });
  const incomplete = await dataset('status', set, '--json');
  expect(incomplete.code).toBe(4);
  expect(JSON.parse(incomplete.out)).toMatchObject({ done: 1, missing: ['0'], shots: 4 });
  const merge = await dataset('merge', set);
  expect(merge).toMatchObject({ code: 4, err: expect.stringContaining('--shards 0') });
  expect(await dataset('verify', set)).toMatchObject({ code: 4 });

  expect((await dataset('run', plan, '-o', set, '--workers', '1')).out).toMatch(/^1 shard\(s\) made, 1 kept, 2 shots/);
  expect(await dataset('status', set)).toMatchObject({ code: 0 });
  expect(await dataset('merge', set)).toMatchObject({ code: 0 });
  expect(await dataset('verify', set, '--plan', plan, '--replay', '1')).toMatchObject({ code: 0 });
  expect(await dataset('replay', plan, '--shot', '3', '-o', here.at('shots'), '--check', set)).toMatchObject({
    code: 0,
  });
  const { labels } = JSON.parse(readFileSync(here.at('shots/shot-3.json'), 'utf8'));
  expect(labels).toMatchObject({ shot: 3, shard: 1, row: 1, hit: true });
  expect(readFileSync(here.at('shots/shot-3.npy')).length).toBe(128 + 2 * 24 * 24);
});

test('damaged sets, other plans and wrong commands have their exit codes', async () => {
  const csv = here.at('set/shards/00000/labels-00001.csv');
  const text = readFileSync(csv, 'utf8');
  const digest = /,([0-9a-f]{16}),/.exec(text)?.[1] as string;
  writeFileSync(csv, text.replaceAll(digest, '0123456789abcdef'));
  expect(await dataset('verify', set)).toMatchObject({ code: 9, err: expect.stringContaining('labels-00001.csv') });
  expect(await dataset('replay', plan, '--shot', '2', '-o', here.at('shots'), '--check', set)).toMatchObject({
    code: 3,
    err: expect.stringContaining('shot 2 differs'),
  });
  truncateSync(csv, 3);
  const again = await dataset('run', plan, '-o', set, '--workers', '1');
  expect(again).toMatchObject({ code: 0, err: expect.stringContaining('labels-00001.csv has 3 bytes') });
  const other = here.put('other.yaml', `${PLAN}seed: 5\n`);
  expect(await dataset('run', other, '-o', set)).toMatchObject({
    code: 2,
    err: expect.stringContaining('differ in seed'),
  });
  expect(await dataset('replay', other, '--shot', '0', '--check', set)).toMatchObject({ code: 2 });
  expect(await dataset('rum', plan)).toMatchObject({ code: 2, err: expect.stringContaining('did you mean run?') });
  expect(await dataset('status', set, '--workers', '2')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--workers has no effect'),
  });
  expect(await dataset('run', plan)).toMatchObject({ code: 2, err: expect.stringContaining('-o folder') });
  expect(await dataset('status', here.at('nothing'))).toMatchObject({ code: 9 });
  expect(await dataset('replay', plan, '--shot', '4')).toMatchObject({
    code: 2,
    err: expect.stringContaining('0 to 3'),
  });
});

test('a plan is described with its hashes and the labels of its first shots', async () => {
  const { out, code } = await dataset('plan', plan, '--json', '--shots', '1');
  expect(code).toBe(0);
  const report = JSON.parse(out);
  expect(report).toMatchObject({ shots: 4, shards: 2, plan: expect.stringMatching(/^[0-9a-f]{32}$/) });
  expect(report.labels[0]).toMatchObject({ shot: 0, hit: true });
});
