import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closure, type PublishedPackage, packPublished, ROOT } from './pack';

// Outside the repository, so that nothing is found in a node_modules further up.
const folder = mkdtempSync(join(tmpdir(), 'braggsim-packaging-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const packages = await packPublished(folder);

describe.concurrent.each(packages)('$name, packed and installed by itself', (published) => {
  let project: string;
  beforeAll(async () => {
    project = await install(published.name.replace('/', '-'), closure(packages, published.name));
  });

  test('exports by name what its source exports', async () => {
    for (const [entry, { source }] of Object.entries(published.exports)) {
      const specifier = published.name + entry.slice(1);
      const expected = Object.keys(await import(pathToFileURL(join(published.folder, source)).href)).sort();
      expect(expected).not.toEqual([]);
      const list = `console.log(JSON.stringify(Object.keys(await import('${specifier}')).sort()))`;
      expect(JSON.parse(await runNode(project, '--input-type=module', '--eval', list))).toEqual(expected);
    }
  });

  test('runs the example of its README', async () => {
    const readme = readFileSync(join(project, 'node_modules', published.name, 'README.md'), 'utf8');
    const example = /```js\n([^`]+)```/.exec(readme)?.[1];
    if (!example) throw new Error(`${published.name}: README.md has no example between \`\`\`js and \`\`\``);
    expect(example).toContain(published.name);
    writeFileSync(join(project, 'example.mjs'), example);
    await runNode(project, 'example.mjs');
  });
});

test('the types of the packed packages hold for a user who has no sources', async () => {
  const project = await install('types', packages);
  const imports = packages.flatMap(({ name, exports }) => Object.keys(exports).map((entry) => name + entry.slice(1)));
  const lines = imports.map((specifier, index) => `export * as entry${index} from '${specifier}';`);
  writeFileSync(join(project, 'index.ts'), `${lines.join('\n')}\n`);
  const compilerOptions = { module: 'nodenext', target: 'es2022', lib: ['es2023', 'dom'], types: [], strict: true };
  const options = { compilerOptions: { ...compilerOptions, noEmit: true }, include: ['index.ts'] };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(options));
  await runNode(project, join(ROOT, 'node_modules/typescript/bin/tsc'), '--project', '.');
});

/** A new plain Node project in which npm has installed exactly these tarballs and what they need of the registry. */
async function install(name: string, wanted: readonly PublishedPackage[]): Promise<string> {
  const project = join(folder, name);
  mkdirSync(project);
  const dependencies = Object.fromEntries(wanted.map((one) => [one.name, `file:${one.tarball}`]));
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }));
  const npm = 'npm install --no-audit --no-fund --no-package-lock --prefer-offline --ignore-scripts';
  await promisify(execFile)(npm, { cwd: project, shell: true });
  return project;
}

/** What Node prints; a failure throws with its output. */
async function runNode(project: string, ...args: string[]): Promise<string> {
  try {
    return (await promisify(execFile)(process.execPath, args, { cwd: project })).stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`node ${args.join(' ')} failed in a project with the installed packages:\n${stdout}${stderr}`);
  }
}
