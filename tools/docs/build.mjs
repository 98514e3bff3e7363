/**
 * Builds the documentation site (`npm run docs`) in website/out/docs from docs/, the README files of the packages and their doc
 * comments; `npm run docs -- preview` serves it afterwards. The tools of the site are a separate workspace (website/), which is
 * installed here and not by `npm start`. DOCS_BASE is the path of the site on its host, `/` by default. The script uses only
 * Node's built-in modules, as bootstrap.mjs does.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { node, ROOT, runSteps } from '../steps.mjs';

const WEBSITE = join(ROOT, 'website');
const stamp = join(WEBSITE, 'node_modules', '.installed-lockfile');
const lockfile = createHash('sha256')
  .update(readFileSync(join(WEBSITE, 'pnpm-lock.yaml')))
  .digest('hex');

/** @param {string} path */
const tool = (path) => `website/node_modules/${path}`;

/** @type {import('../steps.mjs').Step[]} */
const steps = [
  {
    name: 'setup',
    command: node('tools/bootstrap.mjs', 'setup'),
    upToDate: () => existsSync(join(ROOT, 'node_modules/tsx')),
  },
  {
    name: 'install',
    command: node(
      'node_modules/pnpm/bin/pnpm.cjs',
      '--dir',
      'website',
      'install',
      '--frozen-lockfile',
      '--prefer-offline',
    ),
    upToDate: () => existsSync(stamp) && readFileSync(stamp, 'utf8') === lockfile,
    done: () => writeFileSync(stamp, lockfile),
  },
  { name: 'pages', command: node('--import', 'tsx', 'tools/docs/stage.ts'), output: 'after' },
  {
    name: 'application',
    command: node(
      'packages/viewer/node_modules/vite/bin/vite.js',
      'build',
      'packages/viewer',
      '--outDir',
      join(WEBSITE, 'out/site/public/app'),
    ),
  },
  { name: 'api', command: node(tool('typedoc/bin/typedoc'), '--options', 'website/typedoc.mjs') },
  { name: 'site', command: node(tool('vitepress/bin/vitepress.js'), 'build', 'website') },
  { name: 'links', command: node('--import', 'tsx', 'tools/docs/check-site.ts'), output: 'after' },
];
/** @type {import('../steps.mjs').Step} */
const preview = {
  name: 'preview',
  command: node(tool('vitepress/bin/vitepress.js'), 'preview', 'website'),
  output: 'live',
};

const [command, ...unexpected] = process.argv.slice(2);
process.exitCode = await main();

/** @returns {Promise<number>} the exit code */
async function main() {
  if ((command !== undefined && command !== 'preview') || unexpected.length > 0) {
    console.error(`expected nothing or preview; found '${process.argv.slice(2).join(' ')}'`);
    return 2;
  }
  for (const step of command === 'preview' ? [...steps, preview] : steps) {
    const results = await runSteps([step]);
    if (results.some(({ passed }) => !passed)) return 1;
  }
  console.log('\nThe site is in website/out/docs.');
  return 0;
}
