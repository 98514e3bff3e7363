import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openOutputs } from './output-files';
import { partFile, removeDeadParts } from './part-files';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'braggsim-part-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The id of a process that has ended. */
const deadPid = (): number => spawnSync(process.execPath, ['-e', '']).pid;

test('files of dead processes go, those of living ones, of other machines and of other programs stay', () => {
  const dead = partFile(join(folder, 'a.cbf'), deadPid());
  const own = partFile(join(folder, 'a.cbf'));
  const parent = partFile(join(folder, 'b.cbf'), process.ppid);
  const elsewhere = join(folder, `.a.cbf.00000000-${deadPid()}.part`);
  const strange = join(folder, `.video.mp4.${deadPid()}.part`);
  for (const path of [dead, own, parent, elsewhere, strange]) writeFileSync(path, 'x');
  mkdirSync(partFile(join(folder, 'folder'), deadPid()));
  expect(removeDeadParts(folder)).toEqual([basename(dead)]);
  const left = readdirSync(folder);
  for (const path of [own, parent, elsewhere, strange]) expect(left).toContain(basename(path));
});

test('a folder that is not there holds none', () => {
  expect(removeDeadParts(join(folder, 'nowhere'))).toEqual([]);
});

test('opening outputs clears what a killed run left in their folder', async () => {
  const dead = partFile(join(folder, 'image_0001.cbf'), deadPid());
  writeFileSync(dead, 'half of an image');
  const outputs = openOutputs([join(folder, 'other.npy')]);
  expect(readdirSync(folder)).toEqual([]);
  outputs.write(join(folder, 'other.npy'), [Uint8Array.of(1)]);
  expect(readdirSync(folder)).toEqual([basename(partFile(join(folder, 'other.npy')))]);
  await outputs.commit();
  expect(readdirSync(folder)).toEqual(['other.npy']);
});
