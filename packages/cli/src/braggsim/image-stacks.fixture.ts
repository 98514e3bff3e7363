import { readdirSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { type Folder, finish, folder, SMALL } from './run.fixture';

/** Runs the modern command, which has to succeed without other messages than warnings. */
export async function done(argv: readonly string[]) {
  const result = await finish(argv);
  expect([result.code, result.err.replace(/braggsim: warning.*\n/g, '')], argv.join(' ')).toEqual([0, '']);
  return result;
}

/** Gives every test a folder with three images in one file, and with the same in a master file with data files of two images. */
export function stacks(): { folder: Folder } {
  const given = {} as { folder: Folder };
  let made: Folder;
  beforeAll(async () => {
    made = folder();
    await done(['simulate', ...SMALL, '--osc', '0.5', '--images', '3', '--noise', '-o', made.at('one.nxs')]);
    await done(['convert', made.at('one.nxs'), made.at('x_master.h5'), '--images-per-file', '2']);
  });
  afterAll(() => made.remove());
  beforeEach(() => {
    given.folder = folder();
    for (const name of readdirSync(made.path)) writeFileSync(given.folder.at(name), made.read(name));
  });
  afterEach(() => given.folder.remove());
  return given;
}

/** Returns the message with which the master file of a folder is refused; nothing may have been written. */
export async function refusal(here: Folder): Promise<string> {
  const { code, err } = await finish(['convert', here.at('x_master.h5'), here.at('out_#.cbf')]);
  expect(code).toBe(9);
  expect(here.names().filter((name) => name.startsWith('out'))).toEqual([]);
  return err;
}
