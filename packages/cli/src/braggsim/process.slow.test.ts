import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Folder, folder, SMALL } from './run.fixture';

const ENTRY = fileURLToPath(new URL('../../bin/braggsim.js', import.meta.url));

let here: Folder;
beforeEach(() => {
  here = folder();
});
afterEach(() => here.remove());

/** Starts the built command, in the folder of the test. */
function start(...argv: string[]) {
  const child = spawn(process.execPath, [ENTRY, ...argv], { cwd: here.path });
  const said = { out: '', err: '' };
  child.stdout.on('data', (text) => {
    said.out += text;
  });
  child.stderr.on('data', (text) => {
    said.err += text;
  });
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, ...said }));
  });
  return { child, ended };
}

test('without an output one picture is written to the working folder, and without a terminal there is no colour', async () => {
  const { code, out, err } = await start('simulate', ...SMALL).ended;
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(here.names()).toEqual(['braggsim.png']);
  expect(out).toContain('wrote braggsim.png');
  expect(out).not.toContain(String.fromCharCode(27));
});

test('Ctrl-C leaves an older image unchanged', async () => {
  here.put('a.img', 'older');
  const long = ['--detpixels', '1000', '--osc', '1', '--phi-steps', '500', '--kernel', 'reference'];
  // The run gives a warning, which shows that it is about to begin.
  const { child, ended } = start('simulate', ...SMALL, ...long, '--mosaic-domains', '2', '-o', 'a.img');
  child.stderr.once('data', () => child.kill('SIGINT'));
  const { code, err } = await ended;
  expect(code).toBe(130);
  expect(err).toMatch(/interrupted; no output was written\n$/);
  expect(here.names()).toEqual(['a.img']);
  expect(here.read('a.img').toString()).toBe('older');
});

test('a readout gives the same values with worker threads, and the process ends', async () => {
  for (const threads of ['1', '3']) {
    const large = ['--detpixels', '300', '--noise', '--threads', threads, '-o', `${threads}.img`];
    const { code, err } = await start('simulate', ...SMALL, ...large).ended;
    expect({ code, err }).toEqual({ code: 0, err: '' });
  }
  expect(here.read('3.img').equals(here.read('1.img'))).toBe(true);
});
