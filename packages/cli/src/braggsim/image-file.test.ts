import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatOf, openImage } from '@braggsim/simulate/node';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Folder, finish, folder, SMALL } from './run.fixture';

let place: Folder;
beforeEach(() => {
  place = folder();
});
afterEach(() => {
  vi.unstubAllEnvs();
  place.remove();
});

async function simulated(name: string): Promise<string> {
  const path = join(place.path, name);
  expect((await finish(['simulate', ...SMALL, '--noise', '-o', path])).code).toBe(0);
  return path;
}

test('a format is detected from the content, else from the name', () => {
  expect(formatOf('a.img', new TextEncoder().encode('###CBF: VERSION 1.5'))).toBe('cbf');
  expect(formatOf('a.npy', new Uint8Array())).toBe('npy');
  expect(() => formatOf('a.xyz', new Uint8Array())).toThrow("no image format is known for the name 'a.xyz'");
});

test('NeXus is read in a thread of its own, to which its bytes are transferred', async () => {
  const path = await simulated('a.nxs');
  const bytes = new Uint8Array(readFileSync(path));
  const file = await openImage(path, bytes);
  expect(bytes.length).toBe(0);
  expect((await file.facts({}))?.images).toBe(1);
  expect((await file.decode({ image: 1 })).panels[0]?.shape).toEqual([16, 16]);
  await expect(file.decode({ image: 2 })).rejects.toThrow(`${path}: there is no image 2`);
  await file.close();
});

const commands = (path: string): string[][] => [
  ['stats', path],
  ['compare', path, path],
  ['noise', path, '-o', 'noisy.tif'],
  ['convert', path, join(place.path, 'b.cbf')],
];

test('every command that reads NeXus stops on a file that takes too long', async () => {
  const path = await simulated('a.nxs');
  vi.stubEnv('BRAGGSIM_HDF5_SECONDS', '1e-3');
  for (const argv of commands(path)) {
    const { code, err } = await finish(argv);
    expect([code, err], argv[0]).toEqual([
      9,
      expect.stringContaining(`${path}: reading this HDF5 file took longer than`),
    ]);
    expect(err).toContain('set BRAGGSIM_HDF5_SECONDS to more');
  }
  expect(readdirSync(place.path)).toEqual(['a.nxs']);
});

test('every command that reads NeXus refuses a truncated file', async () => {
  const path = await simulated('a.nxs');
  writeFileSync(path, readFileSync(path).subarray(0, 3000));
  for (const argv of commands(path)) {
    const { code, err } = await finish(argv);
    expect([code, err], argv[0]).toEqual([9, expect.stringContaining('not a whole HDF5 file')]);
  }
});
