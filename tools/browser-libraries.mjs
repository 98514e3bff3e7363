import { spawnSync } from 'node:child_process';
import { runSteps } from './steps.mjs';

/** Libraries that Chromium needs and a minimal system lacks, by their names in Debian and Ubuntu. */
const LIBRARIES = ['libnss3', 'libnspr4', 'libexpat1'];

/** Returns the reason why the libraries cannot be installed here, or undefined. */
function obstacle() {
  if (process.getuid?.() !== 0) return 'only root may install them';
  return spawnSync('apt-get', ['--version']).status === 0 ? undefined : 'there is no apt-get';
}

/**
 * Installs the libraries of Chromium, or prints the reason why that is not possible.
 *
 * @returns {Promise<boolean>} whether they are installed
 */
export async function installBrowserLibraries() {
  const problem = obstacle();
  if (problem) {
    console.log(`libraries of Chromium (${LIBRARIES.join(', ')}) are not installed: ${problem}`);
    return false;
  }
  const quietly = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-y'];
  const results = await runSteps([
    { name: 'apt update', command: [...quietly, 'update'] },
    { name: 'apt install', command: [...quietly, 'install', '--no-install-recommends', ...LIBRARIES] },
  ]);
  return results.at(-1)?.passed ?? false;
}
