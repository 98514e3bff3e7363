import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const here = mkdtempSync(join(tmpdir(), 'braggsim-stream-'));
afterAll(() => rmSync(here, { recursive: true, force: true }));

const BIN = fileURLToPath(new URL('../../../bin/braggsim.js', import.meta.url));
const plan = join(here, 'plan.yaml');
writeFileSync(
  plan,
  `
beam: { wavelengthA: 1 }
detector: { pixelsFast: 64, pixelsSlow: 64, pixelMm: 1, distanceMm: 120, convention: xds }
crystal: { cell: [78, 78, 38, 90, 90, 90], cells: [7, 7, 14], shape: gauss }
structureFactors: { default: 100 }
shots: 40
`,
);

/** Streams the plan in a shell, which may put more behind the command. */
const streamed = (behind: string) =>
  spawnSync('bash', ['-c', `"${process.execPath}" "${BIN}" dataset stream "${plan}" ${behind}`], { encoding: 'utf8' });

test.skipIf(process.platform === 'win32')('a reader that stops ends the stream and nothing else', () => {
  // A shot has 8 kB: one reader stops in the last of them, which is written before it is known, and one in the first.
  for (const shots of [1, 40]) {
    const { stdout, stderr } = streamed(`--shots ${shots} | head -c 100; echo " \${PIPESTATUS[0]}"`);
    expect({ stdout, stderr }).toMatchObject({ stdout: expect.stringMatching(/^\{"shot":0,.* 0\n$/s), stderr: '' });
  }
});

test.skipIf(!existsSync('/dev/full'))('what cannot be written is an error (Linux)', () => {
  const { status, stderr } = streamed('--shots 3 > /dev/full');
  expect({ status, stderr }).toEqual({
    status: 9,
    stderr: expect.stringContaining('cannot write to the standard output: the disk is full'),
  });
});

test('every record has the bytes that its header promises', () => {
  const bytes = execFileSync(process.execPath, [BIN, 'dataset', 'stream', plan, '--start', '37'], { maxBuffer: 1e8 });
  let at = 0;
  const shots: number[] = [];
  while (at < bytes.length) {
    const end = bytes.indexOf('\n', at);
    const { shot, arrays } = JSON.parse(bytes.toString('utf8', at, end));
    expect(arrays).toEqual([{ name: 'image', dtype: '<u2', shape: [64, 64] }]);
    shots.push(shot);
    at = end + 1 + 2 * 64 * 64;
  }
  expect([shots, at]).toEqual([[37, 38, 39], bytes.length]);
});
