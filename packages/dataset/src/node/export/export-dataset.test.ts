import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { FileSystemStore } from '@zarrita/storage';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as zarr from 'zarrita';
import { type ExportName, exportDataset, replayContext, runDataset } from '../index';
import { replayShot } from '../run/replay';
import { folder, SMALL_PLAN } from '../small-plan.fixture';

const here = folder();
afterAll(() => here.remove());

type Replayed = Awaited<ReturnType<typeof replayShot>>;
const shots: Replayed[] = [];

beforeAll(async () => {
  const planFile = here.put('plan.yaml', SMALL_PLAN);
  await runDataset({ planFile, out: here.at('set'), versions: {}, workers: 1 });
  const context = await replayContext(planFile);
  for (let shot = 0; shot < 6; shot++) shots.push(await replayShot(context, shot));
});

const strongOf = ({ shot }: Replayed) => shot.spots.filter(({ strong }) => strong);

const exported = (to: ExportName) => exportDataset(here.at('set'), to, here.at(to));

/** Reads datasets of an HDF5 file. */
async function read(path: string, names: readonly string[]) {
  const library = (await import('h5wasm/node')).default;
  await library.ready;
  const file = new library.File(path, 'r');
  try {
    return Object.fromEntries(
      names.map((name) => {
        const { value, shape } = file.get(name) as unknown as { value: ArrayLike<number>; shape: number[] };
        return [name, { value, shape }];
      }),
    );
  } finally {
    file.close();
  }
}

test('BraggNN gets raw frames, and the centroids of strong spots', async () => {
  expect(await exported('braggnn')).toMatchObject({ frames: 6 });
  const { frames } = await read(here.at('braggnn/frames.h5'), ['frames']);
  expect(frames?.shape).toEqual([6, 40, 48]);
  expect(frames?.value).toEqual(Float32Array.from(shots.flatMap(({ shot }) => [...shot.recorded])));
  const names = ['peak_fidx', 'peak_row', 'peak_col', 'npeaks', 'deviations'];
  const peaks = await read(here.at('braggnn/peaks.h5'), names);
  const spots = shots.flatMap((shot, i) => strongOf(shot).map((spot) => ({ ...spot, i })));
  expect(spots.length).toBeGreaterThan(10);
  expect(peaks.peak_fidx?.value).toEqual(Uint32Array.from(spots, ({ i }) => i));
  expect(peaks.peak_row?.value).toEqual(Float32Array.from(spots, ({ centroid }) => centroid[1]));
  expect(peaks.peak_col?.value).toEqual(Float32Array.from(spots, ({ centroid }) => centroid[0]));
  const alone = spots.map(
    (spot) =>
      spots.filter(
        (other) =>
          other.i === spot.i &&
          Math.max(Math.abs(other.centroid[0] - spot.centroid[0]), Math.abs(other.centroid[1] - spot.centroid[1])) <= 7,
      ).length,
  );
  expect(peaks.npeaks?.value).toEqual(Uint16Array.from(alone));
  // The brightest recorded pixel of the brightest spot is within a pixel of its centroid, which BraggNN asks for.
  const brightest = spots.reduce((best, { photons }, n) => (photons > (spots[best]?.photons ?? 0) ? n : best), 0);
  expect(peaks.deviations?.value[brightest]).toBeLessThan(1);
});

test('CXI gets a padded list of peaks for each image', async () => {
  await exported('cxi');
  const at = (name: string) => `entry_1/result_1/${name}`;
  const names = ['nPeaks', 'peakXPosRaw', 'peakYPosRaw', 'peakTotalIntensity'].map(at);
  const file = await read(here.at('cxi/peaks.cxi'), ['entry_1/data_1/data', ...names]);
  expect(file['entry_1/data_1/data']?.shape).toEqual([6, 40, 48]);
  const counts = shots.map((shot) => strongOf(shot).length);
  expect(file[at('nPeaks')]?.value).toEqual(Int32Array.from(counts));
  const width = Math.max(...counts);
  expect(file[at('peakXPosRaw')]?.shape).toEqual([6, width]);
  const row = (name: string, i: number) => Array.from(file[at(name)]?.value ?? []).slice(i * width, (i + 1) * width);
  for (const [i, shot] of shots.entries()) {
    const spots = strongOf(shot);
    const padding = Array<number>(width - spots.length).fill(0);
    // The middle of the first pixel is 0 there and 0.5 here.
    expect(row('peakXPosRaw', i)).toEqual(
      [...spots.map(({ centroid }) => Math.fround(centroid[0] - 0.5)), ...padding].map((x) => expect.closeTo(x, 4)),
    );
    expect(row('peakTotalIntensity', i)).toEqual([...spots.map(({ photons }) => Math.fround(photons)), ...padding]);
  }
});

test('PeakNet gets a group for each shard, and their list', async () => {
  await exported('peaknet');
  const list = readFileSync(here.at('peaknet/peaknet.csv'), 'utf8').trimEnd().split('\n');
  expect(list).toEqual(['shard-00000.zarr', 'shard-00001.zarr', 'shard-00002.zarr']);
  const store = zarr.root(new FileSystemStore(here.at(`peaknet/${list[1]}`)));
  const array = async (name: string) => zarr.get(await zarr.open.v2(store.resolve(name), { kind: 'array' }));
  const stored = shots.slice(2, 4).map((shot) => shot.stored as NonNullable<Replayed['stored']>);
  const [images, labels] = [await array('images'), await array('labels')];
  expect(images).toMatchObject({
    shape: [2, 16, 16],
    data: Float32Array.from(stored.flatMap(({ image }) => [...image])),
  });
  expect(labels.data).toEqual(Uint8Array.from(stored.flatMap(({ peaks }) => [...(peaks as Uint8Array)])));
});

test('what is there is not written over, and what a set lacks is named', async () => {
  await expect(exported('cxi')).rejects.toThrow("peaks.cxi' exists");
  const text = SMALL_PLAN.replace('layout: [resonet, nxmx]', 'layout: resonet').replace(', peakMask', '');
  await runDataset({
    planFile: here.put('less.yaml', text.replace('shots: 6', 'shots: 1')),
    out: here.at('less'),
    versions: {},
    workers: 1,
  });
  const of = (to: ExportName) => exportDataset(here.at('less'), to, here.at('none'));
  await expect(of('braggnn')).rejects.toThrow('has no raw images');
  await expect(of('peaknet')).rejects.toThrow('has no peak masks');
  expect(existsSync(here.at('none')) ? readdirSync(here.at('none')) : []).toEqual([]);
});
