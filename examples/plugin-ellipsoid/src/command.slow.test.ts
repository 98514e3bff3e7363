import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const PLUGIN = file('./ellipsoid.js');
const KERNELS = ['reference', 'cpu'];

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'braggsim-plugin-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Pixels of an image that the built command computes. */
function image(command: string, name: string, argv: readonly string[]): Float32Array {
  execFileSync(process.execPath, [file(`../../../packages/cli/bin/${command}.js`), ...argv], {
    cwd: folder,
    stdio: 'pipe',
  });
  return new Float32Array(new Uint8Array(readFileSync(join(folder, name))).buffer);
}

const expectSame = ([reference, cpu]: readonly Float32Array[]) => {
  expect(Math.max(...(reference ?? []))).toBeGreaterThan(100);
  reference?.forEach((x, i) => {
    expect(Math.abs((cpu?.[i] as number) / x - 1)).toBeLessThan(1e-5);
  });
};

test('braggsim computes it on both kernels', () => {
  const crystal = ['--plugin', PLUGIN, '--shape', 'soft-ellipsoid', '--cell', '60,60,40', '--ncells', '4,5,6'];
  const detector = ['--default-f', '100', '--detpixels', '32', '--pixel', '0.4', '--distance', '300'];
  const images = KERNELS.map((kernel) =>
    image('braggsim', 'a.bin', ['simulate', ...crystal, ...detector, '--kernel', kernel, '-o', 'a.bin']),
  );
  expectSame(images);
});

test('and so does nanoBragg', () => {
  const crystal = ['-default_F', '100', '-cell', '60', '60', '40', '90', '90', '90', '-N', '5'];
  const detector = ['-detpixels', '32', '-pixel', '0.4', '-distance', '300', '-nonoise', '-nopgm'];
  const images = KERNELS.map((kernel) => {
    const shape = ['-plugin', PLUGIN, '-shape', 'soft-ellipsoid', '-kernel', kernel];
    return image('nanoBragg', 'a.bin', [...crystal, ...detector, ...shape, '-floatfile', 'a.bin']);
  });
  expectSame(images);
});
