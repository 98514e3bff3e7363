import { posix } from 'node:path';
import { targetOf } from './links';
import { outlineOf, withLinks } from './markdown';

/** Places of pages in the site, by patterns of their paths in the repository. */
const PLACES: readonly (readonly [pattern: RegExp, place: (...groups: string[]) => string])[] = [
  [/^README\.md$/, () => 'overview.md'],
  [/^(CONTRIBUTING|SECURITY)\.md$/, (name = '') => `${name.toLowerCase()}.md`],
  [/^docs\/(.*\/)?README\.md$/, (folder = '') => `${folder}index.md`],
  [/^docs\/(.+\.md)$/, (path = '') => path],
  [/^packages\/([^/]+)\/README\.md$/, (name = '') => `packages/${name}.md`],
  [/^packages\/[^/]+\/CHANGELOG\.md$/, () => ''],
  [/^examples\/([^/]+)\/README\.md$/, (name = '') => `examples/${name}.md`],
  [/^tools\/README\.md$/, () => 'tools.md'],
];

/** Returns the place of a page of the repository in the site; undefined if it is not part of the site. */
export function placeOf(path: string): string | undefined {
  for (const [pattern, place] of PLACES) {
    const match = pattern.exec(path);
    if (match) return place(...match.slice(1)) || undefined;
  }
  return undefined;
}

/** Groups of the sidebar in order, with the pages and the folder of each. */
const GROUPS: readonly { readonly title: string; readonly pages: readonly string[]; readonly folder?: string }[] = [
  {
    title: 'Guide',
    pages: [
      'overview.md',
      'guide/first-hour.md',
      'guide/viewer.md',
      'guide/viewer-simulate.md',
      'guide/viewer-view.md',
      'guide/viewer-compare.md',
      'guide/viewer-refine.md',
      'guide/experiment-file.md',
      'guide/structure-factors.md',
      'guide/realism.md',
      'guide/derivatives.md',
      'guide/packages.md',
      'guide/stages.md',
    ],
    folder: 'guide',
  },
  { title: 'Reference', pages: [], folder: 'reference' },
  {
    title: 'Behaviour',
    pages: ['c-program.md', 'gpu.md', 'input-files.md', 'interop.md', 'performance.md', 'cluster.md'],
  },
  { title: 'Examples', pages: [], folder: 'examples' },
  { title: 'Packages', pages: [], folder: 'packages' },
  { title: 'Inside', pages: ['architecture.md', 'glossary.md', 'contributing.md', 'security.md'] },
  { title: 'Numerics', pages: ['numerics/index.md'], folder: 'numerics' },
  { title: 'Decisions', pages: [], folder: 'decisions' },
];
/** The group of all other pages. */
const REST = 'Inside';

/** A group of the sidebar with its pages. */
export interface SidebarGroup {
  readonly text: string;
  readonly items: readonly { readonly text: string; readonly link: string }[];
}

/** Creates the sidebar of all pages, each of which is in exactly one group. */
export function sidebarOf(titles: ReadonlyMap<string, string>): SidebarGroup[] {
  const places = [...titles.keys()].sort();
  const groupOf = (place: string): string =>
    (
      GROUPS.find(({ pages }) => pages.includes(place)) ??
      GROUPS.find(({ folder }) => folder !== undefined && place.startsWith(`${folder}/`))
    )?.title ?? REST;
  return GROUPS.map(({ title, pages }) => {
    const order = (place: string) => (pages.includes(place) ? pages.indexOf(place) : pages.length);
    const own = places.filter((place) => groupOf(place) === title).sort((a, b) => order(a) - order(b));
    return {
      text: title,
      items: own.map((place) => ({
        text: titles.get(place) || place,
        link: `/${place.replace(/(?<=^|\/)index\.md$|\.md$/, '')}`,
      })),
    };
  }).filter(({ items }) => items.length > 0);
}

/** The site before it is built: texts of its pages, files to copy, and the sidebar. */
export interface StagedSite {
  readonly pages: ReadonlyMap<string, string>;
  /** Places of files in the site, by path in the repository. */
  readonly assets: ReadonlyMap<string, string>;
  readonly sidebar: readonly SidebarGroup[];
}

/**
 * Collects the pages of the site. Links between its pages are rewritten to their places; links to other files of the repository
 * become addresses on its host.
 *
 * @param pages text of all Markdown pages of the repository, by path
 * @param isFolder whether a path is that of a folder
 * @param repository address of the repository in a browser
 */
export function stageSite(
  pages: ReadonlyMap<string, string>,
  isFolder: (path: string) => boolean,
  repository: string,
): StagedSite {
  const staged = new Map<string, string>();
  const titles = new Map<string, string>();
  const assets = new Map<string, string>();
  for (const [path, text] of pages) {
    const place = placeOf(path);
    if (place === undefined) continue;
    titles.set(place, place === 'overview.md' ? 'Overview' : outlineOf(text).title);
    const relative = (to: string) => {
      const link = posix.relative(posix.dirname(place), to);
      return link.startsWith('.') ? link : `./${link}`;
    };
    const rewritten = withLinks(text, ({ href, isImage }) => {
      const target = targetOf(path, href, repository);
      if ('elsewhere' in target) return href;
      const anchor = target.anchor === undefined ? '' : `#${target.anchor}`;
      const readme = posix.join(target.path, 'README.md');
      const page = [target.path, readme].find((one) => pages.has(one) && placeOf(one) !== undefined);
      if (page !== undefined) return relative(placeOf(page) as string) + anchor;
      if (isImage) {
        const asset = posix.join('assets', target.path.replace(/^docs\//, ''));
        assets.set(target.path, asset);
        return relative(asset);
      }
      return `${repository}/${isFolder(target.path) ? 'tree' : 'blob'}/main/${target.path}${anchor}`;
    });
    staged.set(place, rewritten);
  }
  return { pages: staged, assets, sidebar: sidebarOf(titles) };
}
