import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A device that is let go at the wrong moment hangs a process at its end. */
const HANGS_AFTER_MS = 60_000;
const ARGUMENTS = [
  ...['-kernel', 'gpu', '-default_F', '100', '-cell', '100', '100', '100', '90', '90', '90', '-N', '5'],
  ...['-lambda', '1', '-detpixels', '64', '-mosaic', '1', '-mosaic_domains', '10', '-noprogress'],
];

/**
 * How processes that have used a GPU end, each after one image.
 *
 * @param command what starts `nanoBragg`
 * @returns exit codes or signals, one a run; `hangs` where there was none in a minute
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
