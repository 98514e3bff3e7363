/** Writes the pages of the site for VitePress to website/out/site: a step of `npm run docs`. */
import { cpSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { allManifests, rootManifest } from '../metadata/manifests';
import { repositoryUrl } from '../metadata/metadata';
import { ROOT } from '../steps.mjs';
import { allPages } from './pages';
import { stageSite } from './site';

const site = join(ROOT, 'website/out/site');
rmSync(site, { recursive: true, force: true });

const repository = repositoryUrl(rootManifest());
const isFolder = (path: string) => statSync(join(ROOT, path)).isDirectory();
const { pages, assets, sidebar } = stageSite(allPages(), isFolder, repository);

function place(path: string): string {
  const target = join(site, path);
  mkdirSync(dirname(target), { recursive: true });
  return target;
}

/** Links from the page of a package to the pages of its entries, which TypeDoc writes. */
const apiLinks = new Map(
  allManifests()
    .filter(({ manifest }) => !manifest.private && manifest.exports)
    .map(({ folder, manifest: { name, exports } }) => {
      const entries = Object.keys(exports as Record<string, unknown>).map((entry) => name + entry.slice(1));
      const items = entries.map((entry) => `- [${entry}](../api/${entry.replaceAll('/', '.')}.md)`);
      return [`${folder}.md`, `\n## API\n\n${items.join('\n')}\n`];
    }),
);
for (const [path, text] of pages) writeFileSync(place(path), text + (apiLinks.get(path) ?? ''));
for (const [source, target] of assets) cpSync(join(ROOT, source), place(target));
for (const page of ['index.md', 'application.md']) cpSync(join(ROOT, 'website', page), place(page));
cpSync(join(ROOT, 'docs/guide/images/lysozyme.png'), place('public/lysozyme.png'));
writeFileSync(join(ROOT, 'website/out/sidebar.json'), `${JSON.stringify({ repository, sidebar }, null, 2)}\n`);
console.log(`${pages.size} pages, ${assets.size} pictures`);
