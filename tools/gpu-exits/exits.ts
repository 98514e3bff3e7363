import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Time (ms) after which a process counts as hanging: a device that is released at the wrong moment prevents its end.
 */
const HANGS_AFTER_MS = 60_000;
const ARGUMENTS = [
  ...['-kernel', 'gpu', '-default_F', '100', '-cell', '100', '100', '100', '90', '90', '90', '-N', '5'],
  ...['-lambda', '1', '-detpixels', '64', '-mosaic', '1', '-mosaic_domains', '10', '-noprogress'],
];

/**
 * Runs processes that compute one image on a GPU, and records how they end.
 *
 * @param command program and arguments that start `nanoBragg`
 * @returns one exit code or signal per run; `hangs` for a process that did not end within a minute
 */
export function exits([program = '', ...first]: readonly string[], runs: number): string[] {
  const cwd = mkdtempSync(join(tmpdir(), 'braggsim-exits-'));
  try {
    return Array.from({ length: runs }, () => {
      const { status, signal, error } = spawnSync(program, [...first, ...ARGUMENTS], {
        cwd,
        env: { BRAGGSIM_SOFTWARE_GPU: 'fallback', ...process.env },
        stdio: 'ignore',
        timeout: HANGS_AFTER_MS,
        killSignal: 'SIGKILL',
      });
      return error ? 'hangs' : String(status ?? signal);
    });
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}
