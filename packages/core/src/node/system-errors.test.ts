import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { usageError } from '../errors';
import { asFileError } from './system-errors';

const here = mkdtempSync(join(tmpdir(), 'braggsim-errors-'));
afterAll(() => rmSync(here, { recursive: true }));

/** Returns what reading a path throws, as an error about a file. */
function readError(path: string): unknown {
  try {
    return readFileSync(path);
  } catch (error) {
    return asFileError(error);
  }
}

test('errors of the system about files become errors of data that name the file and the reason', () => {
  const file = join(here, 'file');
  writeFileSync(file, '');
  const none = join(here, 'none');
  expect(readError(none)).toMatchObject({
    tag: 'data',
    message: `cannot open '${none}': it does not exist`,
    found: none,
  });
  expect(readError(join(file, 'below'))).toMatchObject({
    message: `cannot open '${join(file, 'below')}': part of the path is not a folder`,
  });
  const full = Object.assign(new Error('ENOSPC'), { syscall: 'write', code: 'ENOSPC' });
  expect(asFileError(full)).toMatchObject({
    tag: 'data',
    message: 'cannot write a file: the disk is full',
    cause: full,
  });
});

test('other errors stay as they are', () => {
  for (const error of [
    usageError('wrong'),
    new Error('a bug'),
    Object.assign(new Error('no path'), { syscall: 'connect' }),
    'text',
  ])
    expect(asFileError(error)).toBe(error);
});
