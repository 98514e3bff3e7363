import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Gives the tests of a lane a folder of caches of their own, which native code is compiled into, and removes it behind them: no result
 * depends on what an earlier lane has left, and the user's cache stays as it is. One folder for all files of the lane, since a process
 * that has loaded compiled code keeps its path.
 */
export default function cacheFolder(): () => void {
  const own = process.env.XDG_CACHE_HOME;
  const folder = mkdtempSync(join(tmpdir(), 'braggsim-lane-'));
  process.env.XDG_CACHE_HOME = folder;
  return () => {
    if (own === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = own;
    rmSync(folder, { recursive: true, force: true });
  };
}
