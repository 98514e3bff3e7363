import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Folder, folder, OUTPUTS, SMALL } from './run.fixture';

const ENTRY = fileURLToPath(new URL('../../bin/nanoBragg.js', import.meta.url));

let at: Folder;
beforeEach(() => {
  at = folder();
  for (const name of OUTPUTS) at.put(name, `older ${name}`);
});
afterEach(() => at.remove());

/** Starts the built command, in the folder of the test. */
function start(...argv: string[]) {
  const child = spawn(process.execPath, [ENTRY, ...argv], { cwd: at.path });
  let err = '';
  child.stderr.on('data', (text) => {
    err += text;
  });
  const ended = new Promise<{ code: number | null; err: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, err }));
  });
  return { child, ended };
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s ends a run with exit code 130 and leaves the older files',
  async (signal) => {
    const { child, ended } = start(...SMALL, '-detpixels', '1000', '-osc', '1', '-phisteps', '200', '-progress');
    let report = '';
    child.stdout.on('data', (text) => {
      report += text;
      if (report.includes('% done')) child.kill(signal);
    });
    expect(await ended).toEqual({ code: 130, err: expect.stringContaining('interrupted; no output was written') });
    expect(at.names()).toEqual(OUTPUTS);
    for (const name of OUTPUTS) expect(at.read(name).toString()).toBe(`older ${name}`);
  },
);

test('when the reader of the report stops, the run finishes its files with exit code 0', async () => {
  const { child, ended } = start(...SMALL, '-detpixels', '64', '-printout');
  child.stdout.once('data', () => child.stdout.destroy());
  expect(await ended).toMatchObject({ code: 0 });
  expect(at.names()).toEqual(OUTPUTS);
  expect(at.read('floatimage.bin').length).toBe(4 * 64 * 64);
});
