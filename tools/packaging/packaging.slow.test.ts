import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closure, type PublishedPackage, packPublished, ROOT } from './pack';
import { install, runNode } from './project';

// The folder is outside the repository, so that no node_modules further up is found.
const folder = mkdtempSync(join(tmpdir(), 'braggsim-packaging-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const packages = await packPublished(folder);
const libraries = packages.filter(({ exports }) => exports);
const commands = packages.filter(({ bin }) => bin);

// Npm installs all packages at once, which takes a while; the projects below get parts of that installation.
const installed = await install(join(folder, 'all'), packages);

describe.each(libraries)('$name, packed and installed on its own', (published) => {
  const { name, exports = {} } = published;
  let project: string;
  beforeAll(() => {
    project = projectOf(closure(packages, name));
  });

  test('exports the same names as its source', async () => {
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
  'the commands of $name, packed and installed on its own, start with their workers',
  async ({ name, version, bin = {} }) => {
    const project = projectOf(closure(packages, name));
    for (const file of Object.values(bin)) {
      expect(await runNode(project, join('node_modules', name, file), '--version')).toContain(version);
    }
    const licences = readFileSync(join(project, 'node_modules', name, 'dist/THIRD-PARTY.txt'), 'utf8');
    expect(licences.match(/^The MIT License|^MIT License/gim)?.length).toBeGreaterThan(5);
    const ofPage = readFileSync(join(project, 'node_modules', name, 'dist/viewer/THIRD-PARTY.txt'), 'utf8');
    for (const bundled of ['react-dom', 'h5wasm', 'yaml']) expect(ofPage).toContain(`\n${bundled}\n---`);
    // A worker whose file is missing makes the command fail. There are several bands, so that workers are started.
    const { nanoBragg = '', braggsim = '' } = bin;
    const dropIn = ['-cell', '60', '60', '60', '90', '90', '90', '-default_F', '10', '-N', '4'];
    const modern = ['simulate', '--cell', '60', '--default-f', '10', '--noise', '-o', 'image.img'];
    await runNode(project, join('node_modules', name, nanoBragg), ...dropIn, '-detpixels', '300', '-threads', '2');
    await runNode(project, join('node_modules', name, braggsim), ...modern, '--detpixels', '300', '--threads', '2');
  },
);

test('the types of the packed packages are complete without the sources', async () => {
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
 * Creates a project with the given packages of the installation, and the packages of the registry that their manifests
 * name. A package that imports anything else fails.
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
    // Packages are copied, since Node resolves the imports of a package from its real path.
    if (own.has(name)) cpSync(from, to, { recursive: true });
    else if (existsSync(from)) symlinkSync(from, to, 'junction');
  }
  return project;
}
