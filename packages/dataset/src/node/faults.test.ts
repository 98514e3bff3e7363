import fs, { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BraggsimError } from '@braggsim/core';
import { afterAll, expect, test } from 'vitest';
import { datasetStatus, mergeDataset, type RunOptions, readManifest, runDataset, verifyDataset } from './index';
import { runShardTask } from './run/shard-task';
import { folder, SMALL_PLAN } from './small-plan.fixture';

const here = folder();
afterAll(() => here.remove());

const run = (text: string, out: string, more: Partial<RunOptions> = {}) =>
  runDataset({ planFile: here.put(`${out}.yaml`, text), out: here.at(out), versions: { a: '1' }, workers: 1, ...more });

const failure = async (running: Promise<unknown>): Promise<BraggsimError> =>
  running.then(
    () => {
      throw new Error('it succeeded');
    },
    (error) => error,
  );

const ONE_LAYOUT = SMALL_PLAN.replace('layout: [resonet, nxmx]', 'layout: resonet');

test('a disk that becomes full within a file ends the run, and finished shards stay', async () => {
  const { writeSync } = fs;
  let written = 0;
  try {
    // The library of HDF5 goes on after such a write as if nothing had been.
    const error = await failure(
      run(ONE_LAYOUT, 'full', {
        onProgress: ({ shards }) => {
          if (shards < 1 || fs.writeSync !== writeSync) return;
          fs.writeSync = ((...given: Parameters<typeof writeSync>) => {
            written++;
            if (written === 2) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
            return writeSync(...given);
          }) as typeof writeSync;
        },
      }),
    );
    expect(error.tag).toBe('data');
    expect(error.message).toMatch(/files of shard 1 into '.*': the disk is full; [\d.]+ MB are free/);
  } finally {
    fs.writeSync = writeSync;
  }
  expect(written).toBeGreaterThan(2);
  expect(datasetStatus(here.at('full'))).toMatchObject({ done: 1, missing: ['1..2'] });
  expect(readdirSync(here.at('full/shards/00000')).filter((name) => name.startsWith('.part'))).toEqual([]);
  expect(await run(ONE_LAYOUT, 'full')).toMatchObject({ made: 2, kept: 1 });
});

test('a detector of several panels is refused before anything is written', async () => {
  const panel = (cornerMm: string) =>
    `{ cornerMm: ${cornerMm}, fast: [0, 0, 1], slow: [0, -1, 0], pixelsFast: 20, pixelsSlow: 40 }`;
  const panels = `panels: [${panel('[80, 20, -24]')}, ${panel('[80, 20, 0]')}]`;
  const text = ONE_LAYOUT.replace(
    'pixelsFast: 48, pixelsSlow: 40, pixelMm: 1, distanceMm: 80, convention: xds',
    `pixelMm: 1, ${panels}`,
  );
  const error = await failure(run(text.replace(/ {2}detector.distanceMm.*\n/, ''), 'panels'));
  expect(error.tag).toBe('usage');
  expect(error.message).toMatch(/^detector\.panels: a data set has a detector of one panel.*found 2/);
  expect(existsSync(here.at('panels'))).toBe(false);
});

test('a disk that is too small stops a run before it begins, unless it is forced', async () => {
  const many = ONE_LAYOUT.replace('shots: 6', 'shots: 1000000000').replace(
    'shards: { shots: 2 }',
    'shards: { shots: 1000000 }',
  );
  const error = await failure(run(many, 'small'));
  expect(error.tag).toBe('data');
  expect(error.message).toMatch(/has \d+ MB free and the missing shards need about \d+ MB; .*--force/);
  expect(existsSync(here.at('small'))).toBe(false);
  const stop = new AbortController();
  const forced = run(many, 'small', { force: true, signal: stop.signal, onProgress: () => stop.abort() });
  expect((await failure(forced)).tag).toBe('interrupted');
});

test('draws that no experiment can have together are found at their shot, and finished shards stay', async () => {
  // Each angle is possible beside right angles, and all of them are not: their sum reaches 360 degrees.
  const text = ONE_LAYOUT.replace('cell: [41, 52, 63, 82, 95, 103]', 'cell: [41, 52, 63, 90, 90, 90]').replace(
    'crystal.resolutionA: { choice: [2, 3] }',
    ['3', '4', '5'].map((i) => `crystal.cell.${i}: { uniform: [50, 140] }`).join('\n  '),
  );
  const error = await failure(run(text.replace('shots: 6', 'shots: 60').replace('chance: 0.7', 'chance: 1'), 'draws'));
  expect(['usage', 'data']).toContain(error.tag);
  const [, shot] = /shot (\d+): /.exec(error.message) ?? [];
  expect(Number(shot)).toBeGreaterThan(1);
  expect(error.message).toContain('cell');
  expect(datasetStatus(here.at('draws')).done).toBe(Math.floor(Number(shot) / 2));
});

test('another version goes on where it is allowed, and both are recorded', async () => {
  await run(ONE_LAYOUT, 'versions', { shards: '0' });
  const other = { versions: { a: '2' } };
  expect((await failure(run(ONE_LAYOUT, 'versions', other))).message).toContain('--allow-versions');
  expect(await run(ONE_LAYOUT, 'versions', { ...other, allowVersions: true })).toMatchObject({ made: 2, kept: 1 });
  const { readRecord } = await import('./shards/record');
  expect([0, 1].map((shard) => readRecord(here.at('versions'), shard)?.versions)).toEqual([{ a: '1' }, { a: '2' }]);
  const versionsOf = () => {
    const { versions, otherVersions } = readManifest(here.at('versions'));
    return [versions, otherVersions];
  };
  expect(versionsOf()).toEqual([{ a: '2' }, [{ a: '1' }]]);
  await run(ONE_LAYOUT, 'versions', { versions: { a: '1' }, allowVersions: true });
  expect(versionsOf()).toEqual([{ a: '1' }, [{ a: '2' }]]);
});

test('a set does not shrink, and fields of the experiment that exclude each other leave nothing behind', async () => {
  await run(ONE_LAYOUT, 'fewer');
  const error = await failure(run(ONE_LAYOUT.replace('shots: 6', 'shots: 5'), 'fewer'));
  expect(error).toMatchObject({
    tag: 'usage',
    message: expect.stringMatching(/fewer' has 6 shots, and '.*' asks for 5: a set can grow and not shrink/),
  });
  expect(datasetStatus(here.at('fewer'))).toMatchObject({ shots: 6, done: 3 });
  const both = ONE_LAYOUT.replace('crystal: {', 'crystal: { misset: [1, 2, 3], orientation: [1, 0, 0, 0],').replace(
    / {2}crystal.orientation.*\n/,
    '',
  );
  expect(await failure(run(both, 'both'))).toMatchObject({
    tag: 'usage',
    message: 'shot 0: crystal.orientation and crystal.misset both orient the crystal; leave one of them out',
  });
  expect(existsSync(here.at('both'))).toBe(false);
});

test('tables that are missing or cut off are not merged, and a folder that cannot be made is named', async () => {
  await run(ONE_LAYOUT, 'merging');
  const at = (name: string) => here.at(`merging/${name}`);
  const { files } = await mergeDataset(at(''));
  const before = files.map((path) => readFileSync(path));
  const csv = readFileSync(at('shards/00000/labels-00001.csv'));
  writeFileSync(at('shards/00000/labels-00001.csv'), csv.subarray(0, 50));
  rmSync(at('shards/00000/labels-00002.csv'));
  expect(await failure(mergeDataset(at('')))).toMatchObject({
    tag: 'data',
    message: `shard 1: labels-00001.csv has 50 bytes, expected ${csv.length}\nshard 2: labels-00002.csv is missing\n'dataset run' makes them again`,
  });
  expect(files.map((path) => readFileSync(path))).toEqual(before);
  expect(readdirSync(at('merged')).sort()).toEqual(['index.json', 'labels.csv', 'labels.parquet']);
  await run(ONE_LAYOUT, 'merging');
  rmSync(at('merged'), { recursive: true });
  writeFileSync(at('merged'), '');
  expect(await failure(mergeDataset(at('')))).toMatchObject({
    tag: 'data',
    message: expect.stringMatching(/cannot make the folder '.*merged': a file of that name already exists/),
  });
});

test('a record or manifest that is not whole counts as none', async () => {
  await run(ONE_LAYOUT, 'records');
  const path = here.at('records/shards/00000/shard-00001.json');
  const record = JSON.parse(readFileSync(path, 'utf8'));
  for (const files of [[], [{}], [{ name: 'labels-00001.csv', bytes: -1, sha256: '' }]]) {
    writeFileSync(path, JSON.stringify({ ...record, files }));
    expect(datasetStatus(here.at('records')).missing).toEqual(['1']);
  }
  expect(await run(ONE_LAYOUT, 'records')).toMatchObject({ made: 1, kept: 2 });
  writeFileSync(here.at('records/manifest.json'), '{"format":1}');
  expect(await failure(run(ONE_LAYOUT, 'records'))).toMatchObject({
    tag: 'data',
    message: expect.stringContaining('is not the manifest of a data set'),
  });
});

test('unfinished shards of other hosts are removed when they are stale, and told of before', async () => {
  const part = join(here.at('stale/shards/00000'), '.part-1-otherhost-1-1');
  mkdirSync(part, { recursive: true });
  const warnings: string[] = [];
  const onWarning = ({ message }: { readonly message: string }) => warnings.push(message);
  await run(ONE_LAYOUT, 'stale', { shards: '0', onWarning });
  expect(warnings.join()).toContain('another run is making shard(s) 1: both make equal files');
  const hourAgo = Date.now() / 1000 - 3600;
  utimesSync(part, hourAgo, hourAgo);
  await run(ONE_LAYOUT, 'stale', { shards: '0', staleS: 7200, onWarning });
  expect(existsSync(part)).toBe(true);
  await run(ONE_LAYOUT, 'stale', { shards: '0', staleS: 1800, onWarning });
  expect(existsSync(part)).toBe(false);
  expect(warnings.at(-1)).toContain('removed 1 unfinished shard(s) of a run that ended: 1');
});

test('files that a plan names and that cannot be used are all named before anything is written', async () => {
  here.put('bad.pdb', 'REMARK no atoms\n');
  here.put('bad.mtz', 'MTZ of no length');
  here.put('good.hkl', '1 0 0 5\n');
  const faultOf = async (section: string, vary = '') => {
    const text = ONE_LAYOUT.replace('structureFactors: { default: 100 }', `structureFactors: { ${section} }`);
    const error = await failure(run(vary === '' ? text : text.replace('vary:', `vary:\n  ${vary}`), 'unread'));
    expect(existsSync(here.at('unread'))).toBe(false);
    return error;
  };
  expect(await faultOf('model: none.pdb, dMinA: 3')).toMatchObject({
    tag: 'data',
    message: expect.stringMatching(/cannot read the file '.*none\.pdb' that the plan names: .*relative to the file/),
  });
  expect(await faultOf('model: bad.pdb, dMinA: 3')).toMatchObject({
    tag: 'data',
    message: expect.stringMatching(/bad\.pdb: expected a unit cell/),
  });
  expect(await faultOf('model: bad.pdb')).toMatchObject({ tag: 'usage', message: expect.stringContaining('--dmin') });
  const drawn = await faultOf('default: 1', 'structureFactors.file: { choice: [good.hkl, bad.mtz, bad.pdb] }');
  expect(drawn).toMatchObject({ tag: 'data', message: expect.stringMatching(/bad\.mtz.*\n.*bad\.pdb/) });
  // What each shot replaces is not read.
  const replaced = ONE_LAYOUT.replace('structureFactors: { default: 100 }', 'structureFactors: { file: bad.mtz }');
  const withGood = replaced.replace('vary:', 'vary:\n  structureFactors.file: { choice: [good.hkl] }');
  expect(await run(withGood, 'replaced', { shards: '0' })).toMatchObject({ made: 1 });
});

test('a plan that is wrong, and shards that there are not, leave nothing behind', async () => {
  const wrong = ONE_LAYOUT.replace('uniform: [70, 90]', 'uniform: [90, 70]');
  expect(await failure(run(wrong, 'wrong'))).toMatchObject({ tag: 'usage' });
  for (const shards of ['3', '2..1', '1..', 'x', '-1', '0,1']) {
    const error = await failure(run(ONE_LAYOUT, 'wrong', { shards }));
    expect(error).toMatchObject({ tag: 'usage', message: expect.stringContaining(`from 0 to 2, not '${shards}'`) });
  }
  expect(existsSync(here.at('wrong'))).toBe(false);
});

test('a file that is missing is told of and made again', async () => {
  await run(ONE_LAYOUT, 'gone', { shards: '0' });
  const lost = here.at('gone/shards/00000/labels-00000.parquet');
  const bytes = readFileSync(lost);
  rmSync(lost);
  const problem = expect.stringMatching(/^shard 0: labels-00000\.parquet .*missing/);
  expect((await verifyDataset(here.at('gone'), {})).problems).toEqual([problem]);
  expect(await run(ONE_LAYOUT, 'gone', { shards: '0', trust: true })).toMatchObject({ made: 1, rejected: [problem] });
  expect(readFileSync(lost).equals(bytes)).toBe(true);
});

test('of two plans that begin in one folder at the same time, one has it', async () => {
  const other = ONE_LAYOUT.replace('seed: 11', 'seed: 12');
  here.put('first.yaml', ONE_LAYOUT);
  here.put('second.yaml', other);
  const started = ['first.yaml', 'second.yaml'].map((name) =>
    runDataset({ planFile: here.at(name), out: here.at('raced'), versions: {}, workers: 1 }),
  );
  const ends = await Promise.allSettled(started);
  const refused = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
  expect(refused).toEqual([
    expect.objectContaining({ tag: 'usage', message: expect.stringMatching(/raced' belongs to another plan/) }),
  ]);
  expect(datasetStatus(here.at('raced'))).toMatchObject({ done: 3, missing: [] });
  expect(readdirSync(here.at('raced')).filter((name) => name.startsWith('.'))).toEqual([]);
});

test('a plan that is changed while its shards are made ends the run, and finished shards stay', async () => {
  const task = (shard: number, plan: string) => ({
    planFile: here.put('changing.yaml', ONE_LAYOUT),
    plugins: [],
    out: here.at('changing'),
    shard,
    plan,
    versions: {},
    control: new SharedArrayBuffer(8),
  });
  expect(await runShardTask(task(0, 'the hash of what the plan was'))).toEqual({
    failure: {
      tag: 'usage',
      message: expect.stringMatching(/changing.yaml' or a file that it names has changed since/),
    },
  });
});
