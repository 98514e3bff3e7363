import { createHash } from 'node:crypto';
import { isBraggsimError, type Readout, readout, type StageRequest } from '@braggsim/core';
import type { Registry } from '@braggsim/core/kernel';
import { afterEach, describe, expect, test } from 'vitest';
import { workersOf } from '../../../core/src/testing/workers';
import { applyChain, readoutChain } from '../chain';
import type { ReadoutPanel, ReadoutRunner } from '../readout-runner';
import { noiseStages } from '../stages';
import { readoutThreads } from './threads';

/** Shape of several bands, the last of them incomplete. */
const shape = [301, 103] as const;
const SIZE = shape[0] * shape[1];
const PANELS = [0, 1, 2];

const expected = (panel: number, image: number): Float64Array =>
  Float64Array.from({ length: SIZE }, (_, i) => (i % 89 === 0 ? 1e4 : (i * (panel + 2) + image) % 37));
const mask = Uint8Array.from({ length: SIZE }, (_, i) => (i % 7 === 3 ? 0 : 1));
const haze = (panel: number) => Float32Array.from({ length: SIZE }, (_, i) => ((i + panel) % 11) / 4);

/** A stage that workers cannot load. */
const mirror = readout({
  id: 'mirror',
  version: 1,
  about: { equation: 'v(i) <- v(-i)', citation: 'for tests' },
  params: {},
  apply: (values) => void values.reverse(),
});
const stages: Registry<Readout> = new Map([...noiseStages, [mirror.id, () => mirror]]);

/** Stages that depend on one pixel, on its neighbours, and on an image, and one of a plug-in. */
const MIXED: readonly StageRequest[] = [
  { kind: 'addedImage', scale: 2 },
  { kind: 'flicker', rms: 0.01 },
  { kind: 'calibration', rms: 0.02 },
  { kind: 'photon' },
  { kind: 'pointSpread', profile: 'gauss', fwhmUm: 150 },
  { kind: 'gain', gain: 2 },
  { kind: 'mirror' },
  { kind: 'readNoise', rms: 1.5 },
  { kind: 'digitize' },
  { kind: 'badPixels', pixels: mask },
];
const SERIAL: readonly StageRequest[] = [
  { kind: 'photon', rng: 'ran1' },
  { kind: 'chargeSharing', sigmaUm: 20 },
];
/** A chain that takes about half a second. */
const LONG: readonly StageRequest[] = Array.from({ length: 30 }, () => ({ kind: 'readNoise', rms: 1 }));

const panelsOf = (image: number, chain: readonly StageRequest[]): ReadoutPanel[] =>
  PANELS.map((panel) => ({
    panel,
    shape,
    photons: expected(panel, image),
    into: new Float64Array(SIZE),
    pixels: chain.map(({ kind }) => (kind === 'addedImage' ? haze(panel) : undefined)),
  }));

/** Hash of the bytes, which is faster to compare than the numbers. */
const bytesOf = (values: ArrayBufferView): string =>
  createHash('sha256')
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest('hex');

const computed = new Map<string, Promise<readonly string[]>>();

/** Hashes of the panels after the stages are applied to whole panels, without threads; computed once for all tests. */
function plain(requests: readonly StageRequest[], image: number): Promise<readonly string[]> {
  const key = `${requests.map(({ kind }) => kind)} ${image}`;
  const found = computed.get(key) ?? computePlain(requests, image);
  computed.set(key, found);
  return found;
}

async function computePlain(requests: readonly StageRequest[], image: number): Promise<string[]> {
  const chain = await readoutChain(requests, stages);
  return PANELS.map((panel) => {
    const values = expected(panel, image);
    const links = chain.map(({ stage, params }) => ({
      stage,
      params: stage.id === 'addedImage' ? { ...params, pixels: haze(panel) } : params,
    }));
    applyChain(links, values, { seed: 5, image, panel, shape });
    return bytesOf(values);
  });
}

let open: ReadoutRunner | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

async function recorded(requests: readonly StageRequest[], image = 0, panels = panelsOf(image, requests)) {
  await open?.apply(await readoutChain(requests, stages), panels, { seed: 5, image });
  return panels.map(({ into }) => bytesOf(into));
}

describe.each([1, 3, 7])('%i threads', (threads) => {
  test('give the bytes of the chain on one thread, image after image', async () => {
    open = readoutThreads(threads);
    for (const image of [0, 4]) expect(await recorded(MIXED, image)).toStrictEqual(await plain(MIXED, image));
    expect(await recorded(SERIAL)).toStrictEqual(await plain(SERIAL, 0));
  });

  test('give the same bytes for any order of panels, and for panels in shared memory', async () => {
    open = readoutThreads(threads);
    const whole = await plain(MIXED, 0);
    const panels = panelsOf(0, MIXED)
      .reverse()
      .map((panel) => {
        const photons = new Float64Array(new SharedArrayBuffer(8 * SIZE));
        photons.set(panel.photons);
        return { ...panel, photons, into: photons };
      });
    expect(await recorded(MIXED, 0, panels)).toEqual([...whole].reverse());
  });
});

test.each([1, 3])('%i threads store values of any type, in chains of one and of several steps', async (threads) => {
  open = readoutThreads(threads);
  for (const requests of [MIXED, [{ kind: 'photon' }, { kind: 'digitize' }]] as const) {
    const chain = await readoutChain(requests, stages);
    const [floats] = panelsOf(0, requests) as [ReadoutPanel];
    await open.apply(chain, [floats], { seed: 5, image: 0 });
    for (const Kind of [Uint16Array, Int32Array, Float32Array]) {
      const into = new Kind(SIZE);
      await open.apply(chain, [{ ...floats, into }], { seed: 5, image: 0 });
      expect(bytesOf(into)).toBe(bytesOf(Kind.from(floats.into)));
    }
    expect(floats.photons).toEqual(expected(0, 0));
  }
});

test('workers compute only stages that they can load', async () => {
  const started = async (threads: number | 'auto', chain: readonly StageRequest[]) => {
    let count = 0;
    await workersOf(async (ready) => {
      open = readoutThreads(threads);
      await recorded(chain);
      count = ready.length;
      await open.close();
    });
    return count;
  };
  expect(await started(3, LONG)).toBe(2);
  expect(await started('auto', [{ kind: 'photon' }])).toBe(0);
  expect(await started(3, [{ kind: 'mirror' }])).toBe(0);
});

test('progress increases from step to step, to 1', async () => {
  open = readoutThreads(2);
  const seen: number[] = [];
  const chain = await readoutChain(MIXED, stages);
  await open.apply(chain, panelsOf(0, MIXED), { seed: 5, image: 0 }, { progress: (fraction) => seen.push(fraction) });
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen).toEqual(expect.arrayContaining([0.4, 0.5, 0.6, 0.7, 1]));
});

describe('a recording that is cancelled', () => {
  test('in the middle stops all threads, and the next one is right', async () => {
    open = readoutThreads(3);
    const stop = new AbortController();
    const progress = () => stop.abort();
    const run = open.apply(
      await readoutChain(LONG),
      panelsOf(0, LONG),
      { seed: 5, image: 0 },
      { signal: stop.signal, progress },
    );
    await expect(run).rejects.toSatisfy((error) => isBraggsimError(error, 'interrupted'));
    expect(await recorded(MIXED)).toStrictEqual(await plain(MIXED, 0));
  });

  test('before it begins starts no worker', async () => {
    await workersOf(async (ready) => {
      open = readoutThreads(3);
      const run = open.apply(
        await readoutChain(LONG),
        panelsOf(0, LONG),
        { seed: 5, image: 0 },
        { signal: AbortSignal.abort() },
      );
      await expect(run).rejects.toSatisfy((error) => isBraggsimError(error, 'interrupted'));
      expect(ready).toHaveLength(0);
    });
  });
});

test('the failure of a worker is reported once, with its cause, and the next image is right', async () => {
  await workersOf(async (ready) => {
    open = readoutThreads(3);
    const chain = await readoutChain(LONG);
    const failures: unknown[] = [];
    // On a busy machine an image may be complete before a worker has begun with it.
    for (let attempt = 0; attempt < 10 && failures.length === 0; attempt++) {
      await open
        .apply(chain, panelsOf(0, LONG), { seed: 5, image: 0 }, { progress: () => void ready[0]?.terminate() })
        .catch((error: unknown) => void failures.push(error));
    }
    expect(failures).toHaveLength(1);
    const [failure] = failures as [Error];
    expect(failure.message).toBe('a worker thread failed while recording the image');
    expect(failure.cause).toBeInstanceOf(Error);
    expect(await recorded(MIXED)).toStrictEqual(await plain(MIXED, 0));
  });
});

test('the error of a stage that rejects its image is passed on from worker threads', async () => {
  open = readoutThreads(3);
  await expect(recorded([{ kind: 'badPixels', pixels: mask.subarray(1) }])).rejects.toThrow('pixels of the panel');
});
