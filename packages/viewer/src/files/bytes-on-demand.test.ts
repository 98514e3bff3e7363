import { expect, test } from 'vitest';
import { bytesOnDemand } from './bytes-on-demand';
import type { FileSource } from './sources';

const SIZE = 3 * 2 ** 18 + 77;
const content = Uint8Array.from({ length: SIZE }, (_, i) => (i * 31) % 251);
const source: FileSource = { name: 'a.h5', url: 'a.h5', size: SIZE };

/** A reader, and the lengths of the pieces that it has asked for. */
function reader() {
  const asked: number[] = [];
  const bytes = bytesOnDemand(source, (_, start, length) => {
    asked.push(length);
    return content.slice(start, start + length);
  });
  const read = (position: number, length: number): Uint8Array => {
    const target = new Uint8Array(length + 5);
    const count = bytes.read(target, 5, length, position);
    return target.subarray(5, 5 + count);
  };
  return { asked, read };
}

test('bytes are those of the file: within blocks, across them, at its end and beyond', () => {
  const { read } = reader();
  for (const [position, length] of [
    [0, 8],
    [2 ** 18 - 3, 10],
    [2 ** 18 - 1, 2 ** 18 - 1],
    [5, 2 ** 19],
    [SIZE - 10, 100],
    [SIZE, 8],
    [SIZE + 100, 8],
  ] as const) {
    expect(read(position, length)).toEqual(content.subarray(position, position + length));
  }
});

test('small pieces of a block are read from the file once, large ones as they are', () => {
  const { asked, read } = reader();
  for (let position = 0; position < 10_000; position += 96) read(position, 96);
  expect(asked).toEqual([2 ** 18]);
  read(100, 2 ** 19);
  expect(asked).toEqual([2 ** 18, 2 ** 19]);
});
