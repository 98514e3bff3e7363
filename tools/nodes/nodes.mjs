/**
 * Runs the fast lane on every supported version of Node, one after the other. The npm package `node` provides each
 * version; they remain in node_modules/.cache/nodes.
 *
 *   npm run nodes                     all versions
 *   npm run nodes -- 22 24            these
 *   npm run nodes -- 22 PATH...       the tests of these folders or files
 *   npm run nodes -- --update         fetches the newest release of each version first
 *
 * The packages are built first, by the Node that runs this script. It uses only Node's built-in modules, as
 * bootstrap.mjs does.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clearReports, ROOT, runSteps, vitest } from '../steps.mjs';

/** The versions on which every change is tested, as in .github/workflows/ci.yml. */
export const VERSIONS = ['20', '22', '24', '26'];

const CACHE = join(ROOT, 'node_modules/.cache/nodes');
const isWindows = process.platform === 'win32';

/** @param {string} version */
const binaryOf = (version) => join(CACHE, version, 'node_modules/node/bin', isWindows ? 'node.exe' : 'node');

/**
 * Installs the newest release of a version with npm, unless it is installed.
 *
 * @param {string} version
 * @returns {string} the path of its binary
 */
function install(version) {
  const folder = join(CACHE, version);
  const binary = binaryOf(version);
  if (existsSync(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  // A script of the package downloads the binary for this system.
  const npm = `npm install --no-audit --no-fund --no-package-lock --no-ignore-scripts node@${version}`;
  execFileSync(npm, { cwd: folder, shell: true, stdio: 'pipe' });
  if (!existsSync(binary)) {
    throw new Error(
      `expected npm to install node@${version} at ${binary}, and it did not: are install scripts allowed?`,
    );
  }
  return binary;
}

/**
 * Runs the fast lane on one version.
 *
 * @param {string} version
 * @param {readonly string[]} filters
 */
async function test(version, filters) {
  const binary = install(version);
  const release = execFileSync(binary, ['--version'], { encoding: 'utf8' }).trim();
  // Commands that tests start are found by the path.
  const before = process.env.PATH;
  process.env.PATH = dirname(binary) + delimiter + before;
  const [, ...lane] = vitest('fast', ...filters);
  const results = await runSteps([{ name: `Node ${release}`, command: [binary, ...lane], output: 'live' }]);
  process.env.PATH = before;
  return { release, passed: results.every(({ passed }) => passed) };
}

/** @param {readonly string[]} args */
async function main(args) {
  const versions = args.filter((arg) => /^\d+$/.test(arg));
  const unknown = versions.filter((version) => !VERSIONS.includes(version));
  if (unknown.length > 0) {
    console.error(`expected versions among ${VERSIONS.join(', ')}; found ${unknown.join(', ')}`);
    return 2;
  }
  if (args.includes('--update')) rmSync(CACHE, { recursive: true, force: true });
  const filters = args.filter((arg) => arg !== '--update' && !versions.includes(arg));
  clearReports();
  const built = await runSteps([{ name: 'build', command: ['npm', 'run', '--silent', 'build'], shell: true }]);
  if (!built.every(({ passed }) => passed)) return 1;
  const results = [];
  for (const version of versions.length > 0 ? versions : VERSIONS) results.push(await test(version, filters));
  for (const { release, passed } of results) console.log(`${passed ? 'ok    ' : 'FAILED'} ${release}`);
  return results.every(({ passed }) => passed) ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main(process.argv.slice(2));
