import { readdirSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitepress';
import GithubSlugger from '../../tools/node_modules/github-slugger/index.js';

const out = new URL('../out/', import.meta.url);
const readJson = (path) => JSON.parse(readFileSync(new URL(path, out), 'utf8'));
const { repository, sidebar } = readJson('sidebar.json');

/** The pages that TypeDoc made, by the names of their modules; a namespace stands behind its module. */
const api = readdirSync(new URL('site/api', out))
  .filter((file) => file !== 'index.md')
  .map((file) => {
    const [module, namespace] = file.replace(/\.md$/, '').split('.Namespace.');
    const name = module.replaceAll('.', '/');
    return { text: namespace ? `${name}: ${namespace}` : name, link: `/api/${file.replace(/\.md$/, '')}` };
  })
  .sort((a, b) => (a.text < b.text ? -1 : 1));

/** Anchors as GitHub makes them, so that a link works in both places; VitePress numbers repeated ones likewise. */
const slugify = (text) => new GithubSlugger().slug(text);

export default defineConfig({
  title: 'braggsim',
  description: 'X-ray diffraction images of small crystals, on an absolute scale',
  lang: 'en',
  // Pages of a repository on GitHub stand below its name.
  base: process.env.DOCS_BASE ?? '/',
  srcDir: 'out/site',
  outDir: 'out/docs',
  cacheDir: 'out/cache',
  cleanUrls: true,
  ignoreDeadLinks: false,
  markdown: { anchor: { slugify }, toc: { slugify }, headers: { slugify } },
  themeConfig: {
    nav: [
      { text: 'Application', link: '/application', activeMatch: '^/application' },
      { text: 'Guide', link: '/guide/first-hour', activeMatch: '^/(guide|overview|examples)' },
      { text: 'Reference', link: '/reference/flags', activeMatch: '^/reference/' },
      { text: 'API', link: '/api/', activeMatch: '^/api/' },
      { text: 'Architecture', link: '/architecture', activeMatch: '^/(architecture|glossary|contributing|decisions)' },
    ],
    sidebar: {
      '/api/': [{ text: 'API', items: api }],
      '/': sidebar.map((group) => ({ ...group, collapsed: group.items.length > 8 })),
    },
    outline: [2, 3],
    search: { provider: 'local' },
    socialLinks: [{ icon: 'github', link: repository }],
  },
});
