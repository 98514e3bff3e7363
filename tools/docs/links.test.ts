import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rootManifest } from '../metadata/manifests';
import { repositoryUrl } from '../metadata/metadata';
import { ROOT } from '../steps.mjs';
import { findDeadLinks, targetOf } from './links';
import { outlineOf, withLinks } from './markdown';
import { allPages } from './pages';

const HOST = 'https://example.org/a/b';

test('an outline has the title, the anchors of GitHub, and links outside code', () => {
  const text = `# The title

See [one](a.md#x), \`[two](b.md)\`.

## \`-roi\`: C* & 2θ
## Twice
## Twice

\`\`\`text
[three](c.md)
\`\`\`

| ![four](d.png) |
|---|

<a id="here"></a>
`;
  const { title, anchors, links } = outlineOf(text);
  expect(title).toBe('The title');
  expect([...anchors]).toEqual(['the-title', '-roi-c--2θ', 'twice', 'twice-1', 'here']);
  expect(links).toEqual([
    { href: 'a.md#x', isImage: false, lines: [3, 3] },
    { href: 'd.png', isImage: true, lines: [13, 13] },
  ]);
});

test('relative links and addresses of files of the repository have paths as targets', () => {
  expect(targetOf('docs/guide/a.md', '../b.md#c', HOST)).toEqual({ path: 'docs/b.md', anchor: 'c' });
  expect(targetOf('docs/a.md', '#c', HOST)).toEqual({ path: 'docs/a.md', anchor: 'c' });
  expect(targetOf('a.md', 'packages/core/', HOST)).toEqual({ path: 'packages/core', anchor: undefined });
  expect(targetOf('docs/a.md', `${HOST}/blob/main/LICENSE`, HOST)).toEqual({ path: 'LICENSE', anchor: undefined });
  expect(targetOf('a.md', 'mailto:a@example.org', HOST)).toEqual({ elsewhere: 'mailto:a@example.org' });
});

test('dead links are found: files, headings, and paths outside the repository', () => {
  const pages = new Map([
    ['a.md', '# A\n\n[file](gone.md)\n\n[good](docs/b.md#b) [heading](docs/b.md#c)\n'],
    ['docs/b.md', '# B\n\n[up](../../x.md)\n\n[address](https://example.org/a/b/blob/main/gone.ts)\n'],
  ]);
  const exists = (path: string) => pages.has(path);
  expect(findDeadLinks(pages, exists, HOST)).toEqual([
    "a.md:3: 'gone.md' leads to gone.md, which does not exist",
    "a.md:5: 'docs/b.md#c': docs/b.md has no heading '#c'; it has b",
    "docs/b.md:3: '../../x.md' leads out of the repository",
    "docs/b.md:5: 'https://example.org/a/b/blob/main/gone.ts' leads to gone.ts, which does not exist",
  ]);
});

test('only links are replaced, not equal text in code', () => {
  const text = '`[a](x.md)`\n\n[a](x.md) and [b](x.md), ![c](y.png)\n';
  const replaced = withLinks(text, ({ href, isImage }) => (isImage ? href : `z/${href}`));
  expect(replaced).toBe('`[a](x.md)`\n\n[a](z/x.md) and [b](z/x.md), ![c](y.png)\n');
  expect(() => withLinks('[a]\n\n[a]: x.md\n', () => 'y.md')).toThrow("the link to 'x.md' is not written");
});

test('no link in any page of the repository is dead', () => {
  const pages = allPages();
  expect(pages.size).toBeGreaterThan(30);
  expect(findDeadLinks(pages, (path) => existsSync(join(ROOT, path)), repositoryUrl(rootManifest()))).toEqual([]);
});
