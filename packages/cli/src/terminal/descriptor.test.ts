import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer, Socket } from 'node:net';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { isTerminal, writerOf } from './descriptor';

const never = (): NodeJS.WritableStream => {
  throw new Error('the stream is not needed');
};

test('texts of any length are written to a file, in order, and a file is no terminal', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'braggsim-test-'));
  const path = join(folder, 'report.txt');
  const descriptor = openSync(path, 'w');
  const write = writerOf(descriptor, never);
  const texts = ['first\n', 'µ'.repeat(300_000), '', 'last\n'];
  for (const text of texts) write(text);
  expect(await isTerminal(descriptor)).toBe(false);
  closeSync(descriptor);
  expect(readFileSync(path, 'utf8')).toBe(texts.join(''));
  rmSync(folder, { recursive: true });
});

test('the null device is no terminal', async () => {
  const descriptor = openSync(devNull, 'w');
  expect(await isTerminal(descriptor)).toBe(false);
  writerOf(descriptor, never)('text');
  closeSync(descriptor);
});

test.skipIf(process.platform === 'win32')(
  'what a full socket does not take goes through the stream, with all that follows',
  async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'braggsim-test-')), 'socket');
    const server = createServer((reader) => reader.pause());
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const socket = new Socket();
    await new Promise<void>((resolve) => socket.connect(path, resolve));
    const { fd } = (socket as unknown as { _handle: { fd: number } })._handle;
    const rest = new PassThrough({ highWaterMark: 2 ** 24 });
    const write = writerOf(fd, () => rest);
    const text = 'x'.repeat(2 ** 22);
    write(text);
    write('end');
    let later = '';
    // From Node 26 on, what is read at once is one of the texts.
    for (let read = rest.read(); read !== null; read = rest.read()) later += read;
    expect(later.length).toBeGreaterThan(3);
    expect(later.length).toBeLessThan(text.length);
    expect(later.endsWith('xend')).toBe(true);
    socket.destroy();
    server.close();
  },
);
