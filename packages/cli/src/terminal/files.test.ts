import { gzipSync } from 'node:zlib';
import { isBraggsimError } from '@braggsim/core';
import { readPackedInput, readText } from '@braggsim/core/node';
import { afterAll, expect, test } from 'vitest';
import { folder } from '../nanobragg/run.fixture';

const here = folder();
afterAll(() => here.remove());

const KIB = 1024;
const refusal = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    expect(isBraggsimError(error, 'data'), String(error)).toBe(true);
    return (error as Error).message;
  }
  return 'no error';
};

test('compressed files are unpacked up to a limit', () => {
  const file = here.put('a.hkl.gz', gzipSync(new Uint8Array(64 * KIB)));
  expect(readPackedInput(file, 'list')).toHaveLength(64 * KIB);
  expect(readPackedInput(file, 'list', 64 * KIB)).toHaveLength(64 * KIB);
  expect(refusal(() => readPackedInput(file, 'list', 64 * KIB - 1))).toContain(`cannot unpack the list '${file}'`);
});

test('damaged compressed files are refused', () => {
  const file = here.put('b.hkl.gz', gzipSync(new Uint8Array(KIB)).subarray(0, 15));
  expect(refusal(() => readPackedInput(file, 'list'))).toContain('cannot unpack');
});

test('a text that is too long for a string is refused', () => {
  const file = here.put('a.geom', 'x'.repeat(100));
  expect(readText(file, 'detector file', 100)).toHaveLength(100);
  expect(refusal(() => readText(file, 'detector file', 99))).toContain('has 100 bytes; up to 99 are read');
});
