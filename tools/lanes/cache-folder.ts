import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Gives the tests of a lane their own folder of caches, in which native code is compiled, and removes it afterwards. No
 * result then depends on earlier lanes, and the cache of the user is not changed. All files of the lane share one
 * folder, since a process that has loaded compiled code keeps its path.
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
