import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { checksums } from './set-files.fixture';

const here = mkdtempSync(join(tmpdir(), 'braggsim-faults-'));
afterAll(() => rmSync(here, { recursive: true, force: true }));

const BIN = fileURLToPath(new URL('../../../bin/braggsim.js', import.meta.url));

const at = (name: string): string => join(here, name);
const put = (name: string, text: string): string => {
  writeFileSync(at(name), text);
  return at(name);
};

const PLAN = `
beam: { wavelengthA: 1, fluencePerM2: 1e24 }
detector: { pixelsFast: 64, pixelsSlow: 64, pixelMm: 1, distanceMm: 120, convention: xds }
crystal: { cell: [78, 78, 38, 90, 90, 90], cells: [7, 7, 14], shape: gauss, blocks: 1000 }
structureFactors: { default: 100 }
shots: 6
vary: { crystal.orientation: { rotation: uniform } }
images: { layout: [resonet, nxmx, zarr] }
labels: { spots: true }
shards: { shots: 1 }
`;

/** Runs the command. */
const braggsim = (...argv: readonly string[]): Promise<{ readonly code: number; readonly err: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [BIN, 'dataset', ...argv], (error, _out, err) =>
      resolve({ code: Number(error?.code ?? 0), err }),
    );
  });

/** A plug-in whose stage ends the worker that makes shot 3, as often as a number says. */
const crashing = (name: string, times: number): string =>
  put(
    `${name}.mjs`,
    `import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
const marks = ${JSON.stringify(at(`${name}.marks`))};
export const crash = {
  kind: 'readout', id: 'crash', version: 1, about: { equation: 'none', citation: 'none' }, params: {},
  apply(values, params, { image }) {
    if (isMainThread || image !== 3 || (existsSync(marks) ? readFileSync(marks).length : 0) >= ${times}) return;
    appendFileSync(marks, 'x');
    process.exit(1);
  },
};
`,
  );

test('the shard of a worker that ends is made by another one, and named where none can', async () => {
  const plan = put(
    'crash.yaml',
    `${PLAN}readout: [{ kind: photon }, { kind: crash }, { kind: digitize, type: i32, offset: 0 }]\n`,
  );
  const run = (out: string, plugin: string) =>
    braggsim('run', plan, '-o', at(out), '--workers', '2', '--plugin', plugin);
  expect(await run('whole', crashing('never', 0))).toMatchObject({ code: 0 });
  expect(await run('twice', crashing('again', 2))).toMatchObject({ code: 0 });
  expect(readFileSync(at('again.marks'), 'utf8')).toBe('xx');
  expect(checksums(at('twice'))).toEqual(checksums(at('whole')));
  const { code, err } = await run('always', crashing('always', 99));
  expect(code).toBe(1);
  expect(err).toContain('3 workers ended while they made shard 3');
  const records = readdirSync(at('always/shards/00000')).filter((name) => /^shard-\d+\.json$/.test(name));
  expect(records).toEqual([0, 1, 2, 4, 5].map((shard) => `shard-0000${shard}.json`));
});

test('two runs into one folder at the same time leave the files of one', async () => {
  const plan = put('plan.yaml', PLAN);
  const run = (out: string) => braggsim('run', plan, '-o', at(out), '--workers', '2');
  expect(await run('one')).toMatchObject({ code: 0 });
  const both = await Promise.all([run('both'), run('both')]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(checksums(at('both'))).toEqual(checksums(at('one')));
  expect(await braggsim('verify', at('both'))).toMatchObject({ code: 0 });
});

/** A Python that has h5py. */
const python = ['python3', '/usr/bin/python3'].find((name) => {
  try {
    execFileSync(name, ['-c', 'import h5py'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

test.skipIf(python === undefined)('h5py reads the chunks of images (python3 with h5py)', async () => {
  const plan = put('h5py.yaml', PLAN.replace('shards: { shots: 1 }', 'shards: { shots: 6 }'));
  expect(await braggsim('run', plan, '-o', at('h5py'), '--workers', '1')).toMatchObject({ code: 0 });
  const shard = at('h5py/shards/00000');
  const script = `
import h5py, json, sys
with h5py.File(sys.argv[1]) as nxmx, h5py.File(sys.argv[2]) as resonet:
    raw, stored = nxmx["entry/data/data"], resonet["images"]
    print(json.dumps({
        "chunks": [[d.chunks, d.compression, d.compression_opts, d.shuffle, str(d.dtype), d.id.get_num_chunks()] for d in (raw, stored)],
        "equal": bool((raw[:] == stored[:]).all()),
        "sums": [int(image.sum()) for image in raw],
        "spots": len(resonet["spots/hkl"]),
        "strong": [str(resonet["spots/strong"].dtype), len(resonet["spots/photons"][:][resonet["spots/strong"][:]])],
    }))`;
  const argv = ['-c', script, join(shard, 'shard-00000.nxs'), join(shard, 'compressed00000.h5')];
  const [names = '', ...rows] = readFileSync(join(shard, 'labels-00000.csv'), 'utf8').trimEnd().split('\n');
  const column = (name: string) => rows.map((row) => Number(row.split(',')[names.split(',').indexOf(name)]));
  expect(JSON.parse(execFileSync(python as string, argv, { encoding: 'utf8' }))).toEqual({
    chunks: ['int32', 'uint16'].map((type) => [[1, 64, 64], 'gzip', 4, true, type, 6]),
    equal: true,
    sums: column('recorded'),
    spots: column('spots').reduce((sum, count) => sum + count, 0),
    strong: ['bool', column('strongSpots').reduce((sum, count) => sum + count, 0)],
  });
});

/** Mounts a file system in memory, which only an administrator of Linux can; undefined elsewhere. */
function memoryDisk(size: string): string | undefined {
  try {
    const folder = mkdtempSync(join(here, 'disk-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    return undefined;
  }
}

const disk = memoryDisk('300k');
const fixed = memoryDisk('20m');
afterAll(() => {
  for (const folder of [disk, fixed]) if (folder !== undefined) execFileSync('umount', [folder]);
});

test.skipIf(fixed === undefined)(
  'a file system that is read-only ends every action with exit code 9 (Linux, as root)',
  async () => {
    const plan = put('fixed.yaml', PLAN);
    const set = join(fixed as string, 'set');
    expect(await braggsim('run', plan, '-o', set, '--shards', '0..4', '--workers', '1')).toMatchObject({ code: 0 });
    const filler = join(fixed as string, 'filler');
    expect(() => writeFileSync(filler, Buffer.alloc(30e6))).toThrow('ENOSPC');
    expect(await braggsim('merge', set, '--partial')).toEqual({
      code: 9,
      err: expect.stringMatching(/^braggsim: cannot write '.*labels.csv.*': the disk is full\n$/),
    });
    expect(readdirSync(join(set, 'merged'))).toEqual([]);
    rmSync(filler);
    rmSync(join(set, 'merged'), { recursive: true });
    execFileSync('mount', ['-o', 'remount,ro', fixed as string]);
    const into = join(fixed as string, 'new');
    const refused = async (what: string, ...argv: readonly string[]) =>
      expect(await braggsim(...argv), argv.join(' ')).toEqual({
        code: 9,
        err: expect.stringMatching(new RegExp(`^braggsim: cannot ${what} '.*': the file system is read-only\n$`)),
      });
    await refused('make the folder', 'run', plan, '-o', set, '--workers', '1');
    await refused('write into', 'run', plan, '-o', into, '--workers', '1');
    await refused('make the folder', 'merge', set, '--partial');
    await refused('make the folder', 'export', set, '--to', 'cxi', '--partial', '-o', into);
    await refused('open', 'replay', plan, '--shot', '1', '-o', fixed as string);
    expect(await braggsim('verify', set)).toMatchObject({ code: 4 });
  },
);

test.skipIf(disk === undefined)('a disk that is full ends a run with exit code 9 (Linux, as root)', async () => {
  const full = put(
    'full.yaml',
    PLAN.replace('layout: [resonet, nxmx, zarr]', 'layout: resonet, compression: none').replaceAll(': 64', ': 200'),
  );
  const folder = join(disk as string, 'set');
  const small = await braggsim('run', full, '-o', folder, '--workers', '1', '--force');
  const { code, err } = small;
  expect({ code, err }).toMatchObject({ code: 9 });
  expect(err).toMatch(/shard \d+ into .* the disk is full; [\d.]+ MB are free/);
  expect(existsSync(folder)).toBe(true);
  expect(readdirSync(join(folder, 'shards/00000')).filter((name) => name.startsWith('.part'))).toEqual([]);
});
