import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closure, type PublishedPackage, packPublished, ROOT } from './pack';
import { install, runNode } from './project';

// Outside the repository, so that nothing is found in a node_modules further up.
const folder = mkdtempSync(join(tmpdir(), 'braggsim-packaging-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const packages = await packPublished(folder);
const libraries = packages.filter(({ exports }) => exports);
const commands = packages.filter(({ bin }) => bin);

// All at once by npm, which takes its time; the projects below get their parts of it.
const installed = await install(join(folder, 'all'), packages);

describe.each(libraries)('$name, packed and installed by itself', (published) => {
  const { name, exports = {} } = published;
  let project: string;
  beforeAll(() => {
    project = projectOf(closure(packages, name));
  });

  test('exports by name what its source exports', async () => {
    const entries = Object.keys(exports).map((entry) => name + entry.slice(1));
    const list = `const entries = ${JSON.stringify(entries)};
      const names = entries.map(async (entry) => Object.keys(await import(entry)).sort());
      console.log(JSON.stringify(await Promise.all(names)));`;
    const found = JSON.parse(await runNode(project, '--input-type=module', '--eval', list));
    const sources = Object.values(exports).map(
      ({ source }) => import(pathToFileURL(join(published.folder, source)).href),
    );
    const expected = (await Promise.all(sources)).map((module) => Object.keys(module).sort());
    for (const names of expected) expect(names).not.toEqual([]);
    expect(found).toEqual(expected);
  });

  test('runs the example of its README', async () => {
    const readme = readFileSync(join(project, 'node_modules', name, 'README.md'), 'utf8');
    const example = /```js\n([^`]+)```/.exec(readme)?.[1];
    if (!example) throw new Error(`${name}: README.md has no example between \`\`\`js and \`\`\``);
    expect(example).toContain(name);
    writeFileSync(join(project, 'example.mjs'), example);
    await runNode(project, 'example.mjs');
  });
});

test.each(commands)(
  'the commands of $name, packed and installed by itself, start, and so do their workers',
  async ({ name, version, bin = {} }) => {
    const project = projectOf(closure(packages, name));
    for (const file of Object.values(bin)) {
      expect(await runNode(project, join('node_modules', name, file), '--version')).toContain(version);
    }
    const licences = readFileSync(join(project, 'node_modules', name, 'dist/THIRD-PARTY.txt'), 'utf8');
    expect(licences.match(/^The MIT License|^MIT License/gim)?.length).toBeGreaterThan(5);
    // A worker whose file is missing fails the command. Several bands, so that workers are asked for.
    const { nanoBragg = '', braggsim = '' } = bin;
    const dropIn = ['-cell', '60', '60', '60', '90', '90', '90', '-default_F', '10', '-N', '4'];
    const modern = ['simulate', '--cell', '60', '--default-f', '10', '--noise', '-o', 'image.img'];
    await runNode(project, join('node_modules', name, nanoBragg), ...dropIn, '-detpixels', '300', '-threads', '2');
    await runNode(project, join('node_modules', name, braggsim), ...modern, '--detpixels', '300', '--threads', '2');
  },
);

test('the types of the packed packages hold for a user who has no sources', async () => {
  const project = installed;
  const entries = libraries.flatMap(({ name, exports = {} }) =>
    Object.keys(exports).map((entry) => name + entry.slice(1)),
  );
  const lines = entries.map((specifier, index) => `export * as entry${index} from '${specifier}';`);
  writeFileSync(join(project, 'index.ts'), `${lines.join('\n')}\n`);
  const target = { module: 'nodenext', target: 'es2022', lib: ['es2023', 'dom'], types: [] };
  const compilerOptions = { ...target, strict: true, skipLibCheck: false, noEmit: true };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['index.ts'] }));
  await runNode(project, join(ROOT, 'node_modules/typescript/bin/tsc'), '--project', '.');
});

/**
 * A project that has these packages of the installation and what their manifests name of the registry, and nothing else:
 * a package that imports what it does not name finds nothing.
 */
function projectOf(wanted: readonly PublishedPackage[]): string {
  const project = mkdtempSync(join(folder, 'project-'));
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }');
  const own = new Set(wanted.map(({ name }) => name));
  const outside = wanted.flatMap(({ dependencies = {}, optionalDependencies = {} }) =>
    Object.keys({ ...dependencies, ...optionalDependencies }),
  );
  for (const name of new Set([...own, ...outside])) {
    const [from, to] = [installed, project].map((root) => join(root, 'node_modules', name)) as [string, string];
    mkdirSync(dirname(to), { recursive: true });
    // Copied, since Node looks for what a package imports from where it really lies.
    if (own.has(name)) cpSync(from, to, { recursive: true });
    else if (existsSync(from)) symlinkSync(from, to, 'junction');
  }
  return project;
}
