import { isBraggsimError } from '@braggsim/core';
import { afterEach, expect, test, vi } from 'vitest';
import { loadHdf5 } from '../nxmx/hdf5';
import { bomb, claiming, endless, withImage } from '../nxmx/hostile.fixture';
import { type IsolatedFile, type IsolationOptions, openIsolated } from './isolated';
import { isolationLimits } from './isolation-limits';

const hdf5 = await loadHdf5();
const image = withImage(hdf5);

let file: IsolatedFile | undefined;
afterEach(async () => {
  vi.unstubAllEnvs();
  await file?.close();
  file = undefined;
});

const open = (bytes: Uint8Array, options?: IsolationOptions): IsolatedFile => {
  file = openIsolated(bytes.slice(), options);
  return file;
};

/** Options with a worker that runs the given script. */
const worker = (script: string): IsolationOptions => ({
  worker: new URL(
    `data:text/javascript,${encodeURIComponent(`import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => { ${script} });`)}`,
  ),
});

const messageOf = async (answer: Promise<unknown>): Promise<string> => {
  const error = await answer.then(
    () => 'no error',
    (thrown: unknown) => thrown,
  );
  expect(isBraggsimError(error, 'data'), String(error)).toBe(true);
  return (error as Error).message;
};

test('any number of answers equals those of the codec', async () => {
  const { inspect, decode } = open(image);
  const [facts, found] = await Promise.all([inspect({}), decode({ image: 1 })]);
  expect(facts).toEqual({ images: 1, experiment: { scan: {} } });
  expect(found.panels.map(({ shape, data }) => [shape, [...data]])).toEqual([[[3, 4], Array(12).fill(0)]]);
  expect(found.header).toEqual({ images: '1', image: '1' });
  expect(await messageOf(decode({ image: 2 }))).toMatch('there is no image 2');
  expect((await decode({ image: 1 })).panels).toHaveLength(1);
});

test('the bytes are transferred', () => {
  const bytes = image.slice();
  file = openIsolated(bytes);
  expect(bytes.byteLength).toBe(0);
});

test('part of a larger buffer is copied, since the rest may be in use', async () => {
  const larger = new Uint8Array(image.length + 100);
  larger.set(image, 50);
  file = openIsolated(larger.subarray(50, 50 + image.length));
  expect((await file.inspect({})).images).toBe(1);
  expect(larger[50]).toBe(image[0]);
});

test('a refused file leaves the worker usable', async () => {
  const { decode } = open(claiming(hdf5, [2 ** 40, 8, 8]));
  for (let i = 0; i < 2; i++) expect(await messageOf(decode({}))).toMatch('claims 1099511627776 images');
});

test('a chunk that unpacks far beyond its size stops at the memory limit', async () => {
  const { inspect, decode } = open(bomb(hdf5, 6007, 5003), { memoryMiB: 64 });
  expect((await inspect({})).images).toBe(1);
  expect(await messageOf(decode({}))).toMatch(
    /needs more memory than the 64 MiB that it may take: .*set BRAGGSIM_HDF5_MIB to more/,
  );
  expect(await messageOf(inspect({}))).toMatch('64 MiB');
});

test('a file that makes the library loop stops at the time limit', async () => {
  expect(await messageOf(open(endless(hdf5), { seconds: 0.5 }).decode({}))).toMatch('took longer than 0.5 s');
});

test('a worker that does not answer is ended', async () => {
  const { inspect, decode } = open(image, { ...worker('for (;;);'), seconds: 0.5 });
  expect(await messageOf(inspect({}))).toMatch(
    /took longer than 0.5 s and was stopped: .*set BRAGGSIM_HDF5_SECONDS to more/,
  );
  expect(await messageOf(decode({}))).toMatch('took longer');
});

test.each([
  ['throws', "throw new Error('out of bounds')"],
  ['leaves', 'process.exit(1)'],
])('a worker that %s is reported as a failure of the library', async (_, script) => {
  expect(await messageOf(open(image, worker(script)).decode({}))).toMatch('failed on this file');
});

test('a worker that exhausts its memory is ended', async () => {
  const greedy = worker('const all = []; for (;;) all.push(Array(1e5).fill({}))');
  expect(await messageOf(open(image, { ...greedy, memoryMiB: 256 }).decode({}))).toMatch(
    'more memory than the 256 MiB',
  );
});

test('a crash of the library is reported, and the worker is not used again', async () => {
  const broken = worker(
    "parentPort.postMessage({ problem: { message: 'this HDF5 file cannot be read' }, exhausted: false, broken: true })",
  );
  const { decode } = open(image, broken);
  for (let i = 0; i < 2; i++) expect(await messageOf(decode({}))).toBe('this HDF5 file cannot be read');
});

test('a missing script of the worker is not a fault of the file', async () => {
  const answer = open(image, { worker: new URL('./no-such-worker.js', import.meta.url) }).inspect({});
  await expect(answer).rejects.toMatchObject({ tag: 'failed', message: expect.stringContaining('no-such-worker.js') });
});

test('a worker that ends between two questions is reported by the next', async () => {
  const { inspect } = open(
    image,
    worker('parentPort.postMessage({ facts: { images: 1, experiment: {} } }); setTimeout(() => process.exit(1))'),
  );
  await inspect({});
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await messageOf(inspect({}))).toMatch('failed on this file');
});

test('a limit beyond the longest timer does not fire early', async () => {
  expect((await open(image, { seconds: 1e10 }).inspect({})).images).toBe(1);
});

test('a worker reads the next file as well, unless it has refused one or the limits or filters are others', async () => {
  let workers = 0;
  const count = () => {
    workers++;
  };
  process.on('worker', count);
  const read = async (bytes: Uint8Array, memoryMiB = 300, filters: IsolationOptions['filters'] = []) => {
    const { decode, close } = open(bytes, { memoryMiB, filters });
    const shapes = await decode({}).then(
      ({ panels }) => panels.map(({ shape }) => [...shape]),
      (error: Error) => error.message,
    );
    await close();
    return shapes;
  };
  expect(await read(image)).toEqual([[3, 4]]);
  expect(await read(claiming(hdf5, [1, 2, 5]))).toEqual([[2, 5]]);
  expect(workers).toBe(1);
  expect(await read(claiming(hdf5, [2 ** 40, 8, 8]))).toMatch('claims');
  expect(workers).toBe(1);
  expect(await read(image)).toEqual([[3, 4]]);
  expect(workers).toBe(2);
  expect(await read(image, 301)).toEqual([[3, 4]]);
  expect(workers).toBe(3);
  const filters = (byte: number) => [{ name: 'libH5Znone.so', bytes: Uint8Array.of(byte, 1, 2) }];
  for (const [byte, expected] of [
    [1, 4],
    [1, 4],
    [2, 5],
  ] as const) {
    expect(await read(image, 301, filters(byte))).toEqual([[3, 4]]);
    expect(workers).toBe(expected);
  }
  process.off('worker', count);
});

test('part of a larger Buffer is copied too', async () => {
  const larger = Buffer.concat([Buffer.alloc(50), image]);
  file = openIsolated(larger.subarray(50));
  expect((await file.inspect({})).images).toBe(1);
  expect(larger.length).toBe(50 + image.length);
});

test('a closed file does not answer', async () => {
  const { close, inspect } = open(image);
  await close();
  expect(await messageOf(inspect({}))).toMatch('closed');
});

test('limits are those given, those of the environment, or the defaults', () => {
  expect(isolationLimits()).toEqual({ seconds: 60, memoryMiB: 1024 });
  vi.stubEnv('BRAGGSIM_HDF5_SECONDS', '600');
  vi.stubEnv('BRAGGSIM_HDF5_MIB', '4096');
  expect(isolationLimits()).toEqual({ seconds: 600, memoryMiB: 4096 });
  expect(isolationLimits({ seconds: 1 })).toEqual({ seconds: 1, memoryMiB: 4096 });
  vi.stubEnv('BRAGGSIM_HDF5_SECONDS', 'soon');
  expect(() => openIsolated(image.slice())).toThrow("BRAGGSIM_HDF5_SECONDS must be a number above 0, found 'soon'");
});
