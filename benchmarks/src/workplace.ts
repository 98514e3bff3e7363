import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { REFLECTIONS } from './paths';
import { REFLECTION_FILE, type Workload } from './workloads';

/** The line of the list with index 0 0 0, whose amplitude would be brighter than every spot. */
const DIRECT_BEAM = /^0 0 0 .*\n/m;

/**
 * Runs some work in a temporary folder. Every workload has its own folder, because the C program reads a structure factor
 * cache of an earlier run without a message.
 */
export async function inWorkplace<T>({ flags }: Workload, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'braggsim-bench-'));
  try {
    if (flags.includes(REFLECTION_FILE)) {
      const list = gunzipSync(readFileSync(REFLECTIONS)).toString('latin1');
      writeFileSync(join(folder, REFLECTION_FILE), list.replace(DIRECT_BEAM, ''));
    }
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
