/**
 * Runs `npm start`, `npm test`, `npm run demo` (and `npm run app`, which is the same), `npm run check` and so on, on a machine with only Node and git: installs and builds
 * what is missing first. It uses only Node's built-in modules, since nothing is installed when it begins.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { delimiter, join } from 'node:path';
import { clearReports, node, ROOT, resultLine, runSteps, typeCheck, vitest, writeSteps } from './steps.mjs';

/** Command of `npm start`; arguments after `npm start --` are added. */
const EXAMPLE = ['packages/cli/bin/braggsim.js', 'simulate', 'examples/lysozyme/lysozyme.yaml'];

/** The page that simulates in the browser. */
const PAGE = 'packages/viewer';

const [command = 'setup', ...rest] = process.argv.slice(2);
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const stamp = join(ROOT, 'node_modules', '.installed-lockfile');
const lockfile = createHash('sha256')
  .update(readFileSync(join(ROOT, 'pnpm-lock.yaml')))
  .digest('hex');

// turbo needs the pnpm that `install` puts into this folder.
process.env.PATH = join(ROOT, 'node_modules', '.bin') + delimiter + process.env.PATH;
process.env.TURBO_TELEMETRY_DISABLED = '1';
process.env.npm_config_loglevel = 'error';

/** @typedef {import('./steps.mjs').Step} Step */

/** @type {Step} */
const install = {
  name: 'install',
  ...pnpm('install', '--frozen-lockfile', '--prefer-offline'),
  upToDate: () => existsSync(stamp) && readFileSync(stamp, 'utf8') === lockfile,
  done: () => writeFileSync(stamp, lockfile),
};

const concurrency = `--concurrency=${Math.max(2, availableParallelism())}`;
/** @type {(...tasks: string[]) => string[]} */
const turbo = (...tasks) =>
  node('node_modules/turbo/bin/turbo', 'run', ...tasks, concurrency, '--output-logs=errors-only');

/** Builds the commands, which hold the packages that they import. */
/** @type {Step} */
const buildCommands = { name: 'build', command: turbo('build', '--filter=@braggsim/cli') };

/** Builds these packages for plug-ins, which may import them; the picture is there before. */
/** @type {Step} */
const buildImported = { name: 'packages', command: turbo('build', '--filter=@braggsim/cli...') };

/** Builds what tests start: commands, workers and the processes that benchmarks measure. The page is bundled by a test of the slow lane. */
/** @type {Step} */
const buildStarted = { name: 'build', command: turbo('build', '--filter=!@braggsim/viewer') };

/** Builds all packages with their declarations, for checks of the packages as they are published. */
/** @type {Step} */
const buildAll = { name: 'build', command: turbo('build', 'declarations') };

/** Existing folders with code. */
const sources = ['packages', 'tools', 'benchmarks', 'examples', 'docs'].filter((name) => existsSync(join(ROOT, name)));

/** The checks; each of them uses one core. */
/** @type {Step[]} */
const checks = /** @type {Step[]} */ ([
  // TypeScript 7, in native code, takes a fifth of the time of 5.9, which makes the declarations and checks them in the packed packages.
  { name: 'types', command: typeCheck('tsconfig.json', 'types') },
  // Code that also runs in a browser is checked without the types of Node.
  { name: 'browser types', command: typeCheck('tsconfig.browser.json', 'browser-types') },
  {
    name: 'lint',
    command: node('node_modules/@biomejs/biome/bin/biome', 'ci', '--error-on-warnings', '--max-diagnostics=30', '.'),
  },
  {
    name: 'imports',
    command: node('node_modules/dependency-cruiser/bin/dependency-cruise.mjs', '--validate', '--', ...sources),
  },
  { name: 'files', command: node('--import', 'tsx', 'tools/check/files.ts'), output: 'after' },
]).map((step) => ({ ...step, together: true }));

/** The packages as they are published, which need their declarations. */
/** @type {Step} */
const publint = { name: 'publint', command: node('--import', 'tsx', 'tools/packaging/publint.ts'), together: true };

/** Tests that install the packed packages, a part of the slow lane. */
/** @type {Step} */
const packagingTests = { name: 'packaging', command: vitest('slow', 'tools/packaging'), output: 'live' };

/** @type {Step} */
const tests = {
  name: 'tests',
  command: vitest('fast', ...rest),
  output: 'live',
};

/**
 * Tests of shaders, on the GPU of this machine or on a software adapter; without either they report why they are skipped.
 * They run at the same time as those of the page: both lanes wait, for compilers of shaders and for a browser.
 */
/** @type {Step} */
const gpuTests = {
  name: 'gpu tests',
  command: vitest('gpu', ...rest),
  output: 'after',
  together: true,
};

/** Tests of the page in a browser from npm; if that does not start, they report why they are skipped. */
/** @type {Step} */
const browserTests = {
  name: 'browser tests',
  command: vitest('browser', ...rest),
  output: 'after',
  together: true,
};

/** @type {Step} */
const simulate = { name: 'simulate', command: [process.execPath, ...EXAMPLE, ...rest], output: 'live' };

/** Serves the page, with the packages imported from their sources. */
/** @type {Step} */
const demo = {
  name: 'demo',
  command: node(join(PAGE, 'node_modules/vite/bin/vite.js'), PAGE, ...rest),
  output: 'live',
};

/** Steps of each command after the installation; a group of steps runs only if those before it have passed. */
/** @type {Record<string, Step[][]>} */
const commands = {
  setup: [[buildAll]],
  start: [[buildCommands], [simulate], [buildImported]],
  demo: [[demo]],
  app: [[demo]],
  check: [[buildAll], [...checks, publint]],
  packages: [[buildAll], [publint, packagingTests]],
  test: [[buildStarted], [...checks, tests, gpuTests, browserTests]],
};

process.exitCode = await main();

/** @returns {Promise<number>} the exit code */
async function main() {
  const stages = commands[command];
  if (!stages) return report(`expected one of ${Object.keys(commands).join(', ')}; found '${command}'`);
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 12))
    return report(`Node 20.12 or newer is needed; this is ${process.versions.node}`);

  clearReports();
  const begin = performance.now();
  /** @type {import('./steps.mjs').StepResult[]} */
  const results = [];
  for (const steps of [[install], ...stages]) {
    if (results.every(({ passed }) => passed)) results.push(...(await runSteps(steps)));
  }
  writeSteps(results);
  if (results.length > 2) {
    console.log(`\nall steps of ${command}`);
    for (const result of results) console.log(resultLine(result));
    console.log(`       ${'in all'.padEnd(13)} ${((performance.now() - begin) / 1000).toFixed(1).padStart(6)} s`);
  }

  const failed = results.filter(({ passed }) => !passed).map(({ name }) => name);
  return failed.length === 0 ? 0 : report(`failed: ${failed.join(', ')}`);
}

/** @param {string} message */
function report(message) {
  console.error(`\n${message}`);
  return 1;
}

/**
 * Returns the command of the pinned version of pnpm: the pnpm that started this process if it has that version, otherwise npx.
 *
 * @param {...string} args
 */
function pnpm(...args) {
  const { packageManager } = manifest;
  const [name, version] = packageManager.split('@');
  const { npm_config_user_agent: agent = '', npm_execpath: path = '' } = process.env;
  if (agent.startsWith(`${name}/${version} `)) return { command: node(path, ...args) };
  return { command: ['npx', '-y', packageManager, ...args], shell: process.platform === 'win32' };
}
