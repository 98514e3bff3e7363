import { expect, test } from 'vitest';
import { findDeadAddresses } from './built-site';

const pages = new Map([
  [
    'index.html',
    '<a href="/b/guide/a#x">1</a><a class="k" href="/b/guide/a#gone">2</a><a href="/b/">3</a><img src="/b/p.png">' +
      '<a href="/other/">4</a><a href="https://example.org/x">5</a>',
  ],
  ['guide/a.html', '<h2 id="x">X</h2><a href="#x">1</a><a href="./gone">2</a><a href="../index#y&amp;z">3</a>'],
]);
const exists = (path: string) => pages.has(path) || path === 'p.png';

test('dead addresses of a built site are found, below its base', () => {
  expect(findDeadAddresses(pages, exists, '/b/')).toEqual([
    "index.html: '/b/guide/a#gone': guide/a.html has no anchor 'gone'",
    "index.html: '/other/' is not below /b/",
    "guide/a.html: './gone' has no file in the site",
    "guide/a.html: '../index#y&z': index.html has no anchor 'y&z'",
  ]);
});
