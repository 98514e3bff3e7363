import { expect, test } from 'vitest';
import { allPages } from './pages';
import { placeOf, sidebarOf, stageSite } from './site';

const HOST = 'https://example.org/a/b';

test('links have pages of the site as targets where it has them, otherwise the repository', () => {
  const pages = new Map([
    [
      'docs/guide/a.md',
      '# A\n\n[b](../numerics/README.md#deep) [kit](../../packages/core) [code](../../tools/x.mjs)\n',
    ],
    ['docs/numerics/README.md', '# B\n\n## Deep\n\n![picture](../c.svg) [tools](../../tools)\n'],
    ['packages/core/README.md', '# Core\n\n[guide](../../docs/guide/a.md) [elsewhere](https://example.com)\n'],
    ['packages/core/notes.md', '# Notes\n'],
  ]);
  const { pages: staged, assets, sidebar } = stageSite(pages, (path) => path === 'tools', HOST);
  expect(Object.fromEntries(staged)).toEqual({
    'guide/a.md': `# A\n\n[b](../numerics/index.md#deep) [kit](../packages/core.md) [code](${HOST}/blob/main/tools/x.mjs)\n`,
    'numerics/index.md': `# B\n\n## Deep\n\n![picture](../assets/c.svg) [tools](${HOST}/tree/main/tools)\n`,
    'packages/core.md': '# Core\n\n[guide](../guide/a.md) [elsewhere](https://example.com)\n',
  });
  expect([...assets]).toEqual([['docs/c.svg', 'assets/c.svg']]);
  expect(sidebar).toEqual([
    { text: 'Guide', items: [{ text: 'A', link: '/guide/a' }] },
    { text: 'Packages', items: [{ text: 'Core', link: '/packages/core' }] },
    { text: 'Numerics', items: [{ text: 'B', link: '/numerics/' }] },
  ]);
});

test('a page without a group is listed in the group Inside', () => {
  const titles = new Map([
    ['guide/new.md', 'New'],
    ['odd.md', 'Odd'],
    ['numerics/reduced-index.md', 'Reduced'],
  ]);
  expect(sidebarOf(titles).map(({ text, items }) => [text, items[0]?.link])).toEqual([
    ['Guide', '/guide/new'],
    ['Inside', '/odd'],
    ['Numerics', '/numerics/reduced-index'],
  ]);
});

test('every page of docs and every README of a package has a place in the site', () => {
  const paths = [...allPages().keys()].filter((path) => /^(docs\/|packages\/[^/]+\/README|README)/.test(path));
  expect(paths.filter((path) => placeOf(path) === undefined)).toEqual([]);
  expect(new Set(paths.map(placeOf)).size).toBe(paths.length);
});
