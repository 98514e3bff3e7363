import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openOutputs } from './output-files';

let folder: string;
const at = (name: string): string => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'braggsim-outputs-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Bytes that other threads write, in shared memory as images are. */
function large(fill: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(3 * 2 ** 20 + 1)).fill(fill);
}

test('a file that grows has its small and large chunks in order', async () => {
  const files = openOutputs([at('image.bin')]);
  const file = files.begin(at('image.bin'));
  const chunks = [Uint8Array.of(1, 2), large(3), Uint8Array.of(4), large(5)];
  for (const chunk of chunks) file.append(chunk);
  expect(existsSync(at('image.bin'))).toBe(false);
  await files.commit();
  expect(readFileSync(at('image.bin')).equals(Buffer.concat(chunks))).toBe(true);
  expect(readdirSync(folder)).toEqual(['image.bin']);
});

test('files that are begun while others are committed appear with the next commit', async () => {
  const files = openOutputs([at('first'), at('second')]);
  files.write(at('first'), [large(1)]);
  const first = files.commit();
  files.write(at('second'), [large(2)]);
  await first;
  expect([existsSync(at('first')), existsSync(at('second'))]).toEqual([true, false]);
  await files.commit();
  expect(readFileSync(at('second')).at(-1)).toBe(2);
});

test('all bytes are in the temporary file when they are said to be written', async () => {
  const files = openOutputs([at('image.bin')]);
  files.write(at('image.bin'), [large(7)]);
  await files.written();
  const [temporary = ''] = readdirSync(folder);
  expect(readFileSync(at(temporary)).length).toBe(large(7).length);
  await files.discard();
  expect(readdirSync(folder)).toEqual([]);
});

test('what is discarded while it is written leaves nothing behind', async () => {
  const files = openOutputs([at('image.bin')]);
  files.begin(at('image.bin')).append(large(7));
  await files.discard();
  expect(readdirSync(folder)).toEqual([]);
});

test('a large file that cannot get its name is removed', async () => {
  const files = openOutputs([at('a')]);
  files.write(at('a'), [large(1)]);
  mkdirSync(at('a'));
  await expect(files.commit()).rejects.toThrow(/cannot write '.*a': it is a folder; nothing was left behind/);
  expect(readdirSync(folder)).toEqual(['a']);
});

test.runIf(existsSync('/dev/full'))('a device that is full keeps large files from appearing', async () => {
  const files = openOutputs([at('image.bin'), '/dev/full']);
  files.write(at('image.bin'), [large(1)]);
  files.begin('/dev/full').append(large(2));
  await expect(files.commit()).rejects.toThrow("cannot write '/dev/full': the disk is full");
  expect(readdirSync(folder)).toEqual([]);
});

/** Bytes that differ from those around them. */
const counting = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) % 251);

test.each([
  ['fits into its room', 12],
  ['leaves some of its room', 5],
  ['is longer than its room, so that parts of many sizes move', 4100],
])('a start that is written last %s', async (_, bytes) => {
  const files = openOutputs([at('a'), at('b')]);
  const file = files.beginBehind(at('a'), 12);
  const chunks = [counting(7), large(3), counting(2 ** 21)];
  for (const chunk of chunks) file.append(chunk);
  await file.flushed();
  // Other files get their names before it.
  files.write(at('b'), [Uint8Array.of(1)]);
  await files.commit();
  expect([existsSync(at('a')), existsSync(at('b'))]).toEqual([false, true]);
  const start = counting(bytes).map((byte) => 255 - byte);
  file.complete(start);
  await files.commit();
  const padding = new Uint8Array(Math.max(0, 12 - bytes));
  expect(readFileSync(at('a')).equals(Buffer.concat([start, padding, ...chunks]))).toBe(true);
  expect(readdirSync(folder).sort()).toEqual(['a', 'b']);
});

test('chunks that are appended while others are flushed are in the file', async () => {
  const files = openOutputs([at('a')]);
  const file = files.beginBehind(at('a'), 1);
  file.append(new Uint8Array(2 ** 20).fill(1));
  const flushed = file.flushed();
  // They are so many and large that the last ones still wait for a thread when the first chunk is flushed.
  const chunk = new Uint8Array(2 ** 24).fill(2);
  for (let count = 0; count < 8; count++) file.append(chunk);
  await flushed;
  file.complete(Uint8Array.of(3));
  await files.commit();
  const bytes = readFileSync(at('a'));
  expect([bytes.length, bytes[0], bytes[1], bytes.at(-1)]).toEqual([1 + 2 ** 20 + 8 * chunk.length, 3, 1, 2]);
});

const DESCRIPTORS = '/proc/self/fd';

/** Paths of the files that this process has open in the folder of the test. */
function openFiles(): string[] {
  const pathOf = (descriptor: string): string[] => {
    try {
      return [readlinkSync(join(DESCRIPTORS, descriptor))];
    } catch {
      // The list of descriptors was read by one of them.
      return [];
    }
  };
  return readdirSync(DESCRIPTORS)
    .flatMap(pathOf)
    .filter((path) => path.startsWith(folder));
}

test.runIf(existsSync(DESCRIPTORS))('files whose start has been written are closed before the commit', async () => {
  const files = openOutputs([at('a'), at('b')]);
  for (const [name, chunk] of [
    ['a', Uint8Array.of(1)],
    ['b', large(1)],
  ] as const) {
    const file = files.beginBehind(at(name), 8);
    file.append(chunk);
    await file.flushed();
    file.complete(new Uint8Array(8));
  }
  expect(readdirSync(folder).length).toBe(2);
  await files.written();
  expect(openFiles()).toEqual([]);
  await files.commit();
  expect(readdirSync(folder)).toEqual(['a', 'b']);
});

test('a file without its start is discarded, and takes no bytes any more', async () => {
  const files = openOutputs([at('a')]);
  const file = files.beginBehind(at('a'), 8);
  file.append(large(1));
  await files.discard();
  file.append(large(2));
  expect(readdirSync(folder)).toEqual([]);
});

test.runIf(existsSync('/dev/full'))('a start that is written last goes to devices as well', async () => {
  const files = openOutputs(['/dev/full']);
  const file = files.beginBehind('/dev/full', 8);
  file.append(Uint8Array.of(1));
  file.complete(new Uint8Array(9));
  await expect(files.commit()).rejects.toThrow("cannot write '/dev/full': the disk is full");
});
