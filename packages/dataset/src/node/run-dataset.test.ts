import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { BraggsimError } from '@braggsim/core';
import type { Dataset } from 'h5wasm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  datasetStatus,
  mergeDataset,
  type RunOptions,
  readManifest,
  replayContext,
  runDataset,
  verifyDataset,
} from './index';
import { replayShot } from './run/replay';
import { compareShot } from './run/verify';
import { folder, SMALL_PLAN } from './small-plan.fixture';

const here = folder();
afterAll(() => here.remove());

const planFile = here.at('plan.yaml');
const versions = { braggsim: '1' };

const run = (out: string, more: Partial<RunOptions> = {}) =>
  runDataset({ planFile, out: here.at(out), versions, workers: 1, ...more });

/** Checksums of all files of a set but the records, which have times. */
function checksums(out: string): Record<string, string> {
  const root = here.at(out);
  const names = (readdirSync(root, { recursive: true }) as string[]).filter((name) => /\.\w+$/.test(name));
  const files = names.filter((name) => !/shard-\d+\.json$|rejected/.test(name)).sort();
  return Object.fromEntries(
    files.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(root, name)))
        .digest('hex'),
    ]),
  );
}

const failure = async (running: Promise<unknown>): Promise<BraggsimError> =>
  running.then(
    () => {
      throw new Error('it succeeded');
    },
    (error) => error,
  );

beforeAll(async () => {
  here.put('plan.yaml', SMALL_PLAN);
  await run('whole');
});

test('a set has its files, and a second run leaves them as they are', async () => {
  const before = checksums('whole');
  expect(Object.keys(before)).toEqual([
    'manifest.json',
    'plan.yaml',
    ...[0, 1, 2].map((i) => `shards/00000/compressed0000${i}.h5`),
    ...[0, 1, 2].flatMap((i) => [`shards/00000/labels-0000${i}.csv`, `shards/00000/labels-0000${i}.parquet`]),
    ...[0, 1, 2].flatMap((i) => [`shards/00000/shard-0000${i}.expt`, `shards/00000/shard-0000${i}.nxs`]),
    ...[0, 1, 2].map((i) => `shards/00000/spots-0000${i}.parquet`),
  ]);
  expect(await run('whole')).toMatchObject({ made: 0, kept: 3, shots: 0 });
  expect(checksums('whole')).toEqual(before);
  expect(datasetStatus(here.at('whole'))).toMatchObject({ shots: 6, shards: 3, done: 3, missing: [], rejected: 0 });
});

test('shards in any order and in several runs give the same bytes, whatever the time', async () => {
  const { now } = Date;
  try {
    for (const [i, shards] of ['2', '0..1'].entries()) {
      Date.now = () => now() + (i + 1) * 1e8;
      expect(await run('parts', { shards })).toMatchObject({ made: 2 - (i === 0 ? 1 : 0), missing: [] });
      Date.now = now;
      if (i === 0) expect(datasetStatus(here.at('parts')).missing).toEqual(['0..1']);
    }
  } finally {
    Date.now = now;
  }
  expect(checksums('parts')).toEqual(checksums('whole'));
});

test('a run that is stopped keeps its finished shards, and what is unfinished is removed and made again', async () => {
  const stop = new AbortController();
  const stopping = run('stopped', {
    signal: stop.signal,
    onProgress: ({ shards }) => shards > 0 && stop.abort(),
  });
  expect(await failure(stopping)).toMatchObject({
    tag: 'interrupted',
    message: expect.stringMatching(/: 1 of 3 missing/),
  });
  expect(datasetStatus(here.at('stopped'))).toMatchObject({ done: 1 });
  const shards = here.at('stopped/shards/00000');
  expect(readdirSync(shards).filter((name) => name.startsWith('.'))).toEqual([]);
  // As a process leaves it that is killed between its files and its record.
  const dead = join(shards, `.part-1-${hostname()}-999999999-1`);
  mkdirSync(dead);
  writeFileSync(join(dead, 'compressed00001.h5'), 'half');
  writeFileSync(join(shards, 'labels-00001.csv'), 'half');
  const alive = join(shards, `.part-2-otherhost-1-1`);
  mkdirSync(alive);
  const warnings: string[] = [];
  await run('stopped', { onWarning: ({ message }) => warnings.push(message) });
  expect(warnings.join()).toContain('removed 1 unfinished shard(s)');
  expect(existsSync(alive)).toBe(true);
  rmSync(alive, { recursive: true });
  expect(checksums('stopped')).toEqual(checksums('whole'));
});

test('a run that is to finish ends after the shard that it makes', async () => {
  const finish = new AbortController();
  const result = await run('finished', {
    finish: finish.signal,
    onProgress: ({ shards }) => shards === 1 && finish.abort(),
  });
  expect(result).toMatchObject({ made: 1, missing: [1, 2] });
});

test('damaged files are reported, moved out of the way and made again', async () => {
  await run('damaged');
  const at = (name: string) => here.at(`damaged/shards/00000/${name}`);
  truncateSync(at('compressed00000.h5'), 100);
  const csv = readFileSync(at('labels-00001.csv'));
  csv[csv.length - 2] = (csv[csv.length - 2] as number) ^ 1;
  writeFileSync(at('labels-00001.csv'), csv);
  appendFileSync(at('shard-00002.json'), 'x');
  const { problems, missing } = await verifyDataset(here.at('damaged'), {});
  expect(problems).toEqual([
    expect.stringMatching(/^shard 0: compressed00000.h5 has 100 bytes, expected \d+$/),
    expect.stringMatching(/^shard 1: labels-00001.csv has the SHA-256 [0-9a-f]{64}, expected [0-9a-f]{64}$/),
  ]);
  expect(missing).toEqual(['2']);
  // Sizes alone do not show the changed byte.
  expect((await run('damaged', { shards: '1', trust: true })).made).toBe(0);
  expect(await run('damaged')).toMatchObject({ made: 3, kept: 0, rejected: problems });
  expect(readdirSync(here.at('damaged/rejected'))).toContain('compressed00000.h5');
  rmSync(here.at('damaged/rejected'), { recursive: true });
  expect(checksums('damaged')).toEqual(checksums('whole'));
});

test('the folder of another plan, layout or version is refused, and more shots are allowed', async () => {
  const other = async (text: string) => {
    here.put('other.yaml', text);
    return failure(run('whole', { planFile: here.at('other.yaml') }));
  };
  expect(await other(SMALL_PLAN.replace('seed: 11', 'seed: 12'))).toMatchObject({
    tag: 'usage',
    message: expect.stringContaining('they differ in seed'),
  });
  expect(await other(SMALL_PLAN.replace('uniform: [70, 90]', 'uniform: [70, 91]'))).toMatchObject({
    message: expect.stringContaining('vary.detector.distanceMm.uniform'),
  });
  expect(await other(SMALL_PLAN.replace('minPhotons: 2', 'minPhotons: 3'))).toMatchObject({
    message: expect.stringMatching(/another layout.* they differ in labels.minPhotons/),
  });
  expect(await failure(run('whole', { versions: { braggsim: '2' } }))).toMatchObject({
    message: expect.stringContaining('--allow-versions'),
  });
  expect(await failure(run('whole', { shards: '1..3' }))).toMatchObject({
    message: expect.stringContaining('from 0 to 2'),
  });
  await run('grown');
  here.put('more.yaml', SMALL_PLAN.replace('shots: 6', 'shots: 7'));
  expect(await run('grown', { planFile: here.at('more.yaml') })).toMatchObject({ made: 1, kept: 3 });
  here.put('more.yaml', SMALL_PLAN.replace('shots: 6', 'shots: 8'));
  expect(await run('grown', { planFile: here.at('more.yaml') })).toMatchObject({ made: 1, kept: 3 });
});

test('draws that no experiment can have stop a run before anything is written', async () => {
  here.put(
    'wrong.yaml',
    SMALL_PLAN.replace(
      'crystal.resolutionA: { choice: [2, 3] }',
      'beam.wavelengthA: { uniform: [1, 2] }\n  beam.spectrum.meanEv: { uniform: [9000, 10000] }',
    ),
  );
  const error = await failure(run('none', { planFile: here.at('wrong.yaml') }));
  expect(error.tag).toBe('usage');
  expect(existsSync(here.at('none'))).toBe(false);
});

test('any shot replays with the labels and the digest of its shard', async () => {
  const context = await replayContext(planFile);
  for (const shot of [5, 0, 3]) expect(await compareShot(context, here.at('whole'), shot)).toBeUndefined();
  expect(await verifyDataset(here.at('whole'), { replay: 2 }, context)).toMatchObject({
    problems: [],
    missing: [],
    shards: 3,
  });
  await expect(replayShot(context, 6)).rejects.toThrow('0 to 5');
  const other = await replayContext(here.put('other.yaml', SMALL_PLAN.replace('seed: 11', 'seed: 12')));
  expect(await compareShot(other, here.at('whole'), 0)).toContain('its image and its labels');
});

test('merged tables have the rows of all shards, and Parquet the values of CSV', async () => {
  const { shots, files } = await mergeDataset(here.at('whole'), { hdf5: true });
  expect(shots).toBe(6);
  expect(files.at(-1)).toBe(here.at('whole/merged/master.h5'));
  const lines = readFileSync(here.at('whole/merged/labels.csv'), 'utf8').trimEnd().split('\n');
  expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual(['0', '1', '2', '3', '4', '5']);
  const { parquetReadObjects } = await import('hyparquet');
  const { compressors } = await import('hyparquet-compressors');
  const bytes = readFileSync(files[1] as string);
  const rows = await parquetReadObjects({
    file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
    compressors,
  });
  const names = lines[0]?.split(',') ?? [];
  expect(rows.length).toBe(6);
  for (const [i, row] of rows.entries()) {
    const texts = names.map((name) => (Number.isNaN(row[name]) ? 'nan' : String(row[name])));
    expect(texts.join(',')).toBe(lines[i + 1]);
  }
  const index = JSON.parse(readFileSync(here.at('whole/merged/index.json'), 'utf8'));
  expect(index.shards.map(({ firstShot }: { firstShot: number }) => firstShot)).toEqual([0, 2, 4]);
  const library = (await import('h5wasm/node')).default;
  await library.ready;
  const master = new library.File(files.at(-1) as string, 'r');
  try {
    const shot = master.get('shot') as unknown as { value: BigInt64Array };
    expect([...shot.value].map(Number)).toEqual([0, 1, 2, 3, 4, 5]);
    const images = master.get('images') as unknown as { shape: number[]; slice(ranges: unknown): Uint16Array };
    expect(images.shape).toEqual([6, 16, 16]);
    const third = new library.File(here.at('whole/shards/00000/compressed00001.h5'), 'r');
    expect(images.slice([[2, 4], [], []])).toEqual((third.get('images') as unknown as { value: Uint16Array }).value);
    third.close();
    const labels = master.get('labels') as unknown as { attrs: { names: { value: string[] } } };
    expect(labels.attrs.names.value[32]).toBe('bg_only');
  } finally {
    master.close();
  }
  rmSync(here.at('whole/merged'), { recursive: true });
});

test('an experiment list has a beam, a detector and crystals for each shot, in the frame of DIALS', () => {
  const list = JSON.parse(readFileSync(here.at('whole/shards/00000/shard-00000.expt'), 'utf8'));
  const [names = '', ...lines] = readFileSync(here.at('whole/shards/00000/labels-00000.csv'), 'utf8')
    .trimEnd()
    .split('\n');
  const rows = lines.map((line) => Object.fromEntries(line.split(',').map((value, i) => [names.split(',')[i], value])));
  expect(list.imageset).toMatchObject([0, 1].map((i) => ({ images: ['shard-00000.nxs'], single_file_indices: [i] })));
  expect(list.experiment.map((one: { imageset: number }) => one.imageset)).toEqual([0, 0, 1]);
  for (const [i, row] of rows.entries()) {
    const [panel] = list.detector[i].panels;
    expect(-panel.origin[2]).toBeCloseTo(Number(row.distanceMm), 9);
    expect(-panel.origin[0] / panel.pixel_size[0]).toBeCloseTo(Number(row.beamFastPx), 9);
    // Counts of 0 are good in every version of dxtbx, and those of masked pixels, -1, are not.
    expect(panel.trusted_range[0]).toBe(-0.5);
    expect(list.beam[i].wavelength).toBe(Number(row.wavelengthA));
  }
  expect(readManifest(here.at('whole')).labToDials).toEqual([1, 0, 0, 0, -1, 0, 0, 0, -1]);
  // Direct vectors are the rows of the inverse of A; the frame of XDS has y and z turned round.
  const { crystal } = list.experiment[1];
  const { real_space_a: a } = list.crystal[crystal];
  const entries = (column: number) => [1, 2, 3].map((line) => Number(rows[0]?.[`lattice1.a${line}${column}`]));
  const products = [1, 2, 3].map((column) => {
    const [x = 0, y = 0, z = 0] = entries(column);
    return a[0] * x - a[1] * y - a[2] * z;
  });
  expect(products.map((x) => Math.round(x * 1e9) / 1e9 + 0)).toEqual([1, 0, 0]);
});

test('spots of a shard have the types of their columns, also where there are none', async () => {
  const library = (await import('h5wasm/node')).default;
  await library.ready;
  here.put('misses.yaml', SMALL_PLAN.replace('chance: 0.7', 'chance: 0'));
  await run('misses', { planFile: here.at('misses.yaml'), shards: '0' });
  const typesOf = (path: string) => {
    const file = new library.File(here.at(path), 'r');
    try {
      const names = ['strong', 'hkl', 'lattice', 'position', 'offset'];
      return names.map((name) => {
        const { dtype, metadata, shape } = file.get(`spots/${name}`) as unknown as Dataset;
        const members = metadata.enum_type?.members;
        return [members ? Object.keys(members).sort() : dtype, shape?.slice(1)];
      });
    } finally {
      file.close();
    }
  };
  const types = typesOf('whole/shards/00000/compressed00000.h5');
  expect(types).toEqual([
    [['FALSE', 'TRUE'], []],
    ['<h', [3]],
    ['<B', []],
    ['<f', [2]],
    ['<q', []],
  ]);
  expect(typesOf('misses/shards/00000/compressed00000.h5')).toEqual(types);
});

test('a file of the Resonet layout has what its loader reads', async () => {
  const library = (await import('h5wasm/node')).default;
  await library.ready;
  const file = new library.File(here.at('whole/shards/00000/compressed00000.h5'), 'r');
  const shapeOf = (name: string) => (file.get(name) as { shape: number[] }).shape;
  const valuesOf = (name: string) => (file.get(name) as unknown as { value: ArrayLike<number> }).value;
  const names = (name: string) =>
    (file.get(name) as unknown as { attrs: { names: { value: string[] } } }).attrs.names.value;
  try {
    expect(['images', 'labels', 'geom', 'nominal_mask', 'images_mean', 'peak_mask', 'shot'].map(shapeOf)).toEqual([
      [2, 16, 16],
      [2, 33],
      [2, 5],
      [40, 48],
      [2, 16, 16],
      [2, 16, 16],
      [2],
    ]);
    const [first] = readFileSync(here.at('whole/shards/00000/labels-00000.csv'), 'utf8').split('\n').slice(1);
    const columns =
      readFileSync(here.at('whole/shards/00000/labels-00000.csv'), 'utf8').split('\n')[0]?.split(',') ?? [];
    const label = (name: string) => Number(first?.split(',')[columns.indexOf(name)]);
    const row = Object.fromEntries(names('labels').map((name, i) => [name, valuesOf('labels')[i] as number]));
    expect(row.detdist).toBeCloseTo(label('distanceMm'), 4);
    expect(row.wavelen).toBeCloseTo(1.2, 6);
    expect(row.reso).toBe(label('resolutionA'));
    expect(row.num_lat).toBe(2);
    expect(row.cent_fast_train).toBeCloseTo(label('beamFastPx') - 24, 5);
    const truth = Object.fromEntries(names('truth').map((name, i) => [name, valuesOf('truth')[i] as number]));
    expect(truth['detector.distanceMm']).toBe(label('detector.distanceMm'));
    expect(truth['crystal.orientation.w']).toBe(label('crystal.orientation.w'));
    // r1 ... r9 take the crystal in the setting of the PDB to the frame of DIALS: x along fast, y against slow, z to the source.
    const r = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((i) => row[`r${i}`] as number);
    const u = [11, 12, 13, 21, 22, 23, 31, 32, 33].map((i) => label(`u${i}`));
    const dot = (a: number[], b: number[]) => a.reduce((sum, x, i) => sum + x * (b[i] as number), 0);
    for (const i of [0, 3, 6]) expect(dot(r.slice(i, i + 3), r.slice(i, i + 3))).toBeCloseTo(1, 5);
    // c* is along z in one setting and in no plane of the other; a* x b* is along z of ours, c along it: U z is c.
    const c = [u[2], u[5], u[8]] as number[];
    const cStarInPdb = [r[2], r[5], r[8]] as number[];
    const a = [11, 12, 13, 21, 22, 23, 31, 32, 33].map((i) => label(`a${i}`));
    const cStar = [a[2], -(a[5] as number), -(a[8] as number)] as number[];
    const size = Math.sqrt(dot(cStar, cStar));
    for (const [i, x] of cStar.entries()) expect(cStarInPdb[i]).toBeCloseTo(x / size, 5);
    expect(dot(c, c)).toBeCloseTo(1, 9);
  } finally {
    file.close();
  }
});
