import { posix } from 'node:path';

const decode = (text: string): string =>
  text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'");

const attributes = (html: string, name: string): string[] =>
  [...html.matchAll(new RegExp(`<[a-z][^<>]*?\\s${name}="([^"]*)"`, 'g'))].map(([, value = '']) => decode(value));

/** Lists the files that a server of static pages tries for an address of the site. */
const candidates = (path: string): string[] =>
  path === '' || path.endsWith('/') ? [`${path}index.html`] : [path, `${path}.html`, `${path}/index.html`];

/**
 * Finds dead links and images of a built site, and returns a message for each: those whose file does not exist, and those whose page
 * does not have the anchor. Addresses of other sites are ignored.
 *
 * @param pages HTML by path in the site
 * @param exists whether the site has a file of that path
 * @param base path of the site on its host: `/` or `/name/`
 */
export function findDeadAddresses(
  pages: ReadonlyMap<string, string>,
  exists: (path: string) => boolean,
  base: string,
): string[] {
  const anchors = new Map<string, ReadonlySet<string>>();
  const anchorsOf = (path: string) => {
    const known = anchors.get(path) ?? new Set(attributes(pages.get(path) ?? '', 'id'));
    anchors.set(path, known);
    return known;
  };
  const problems = new Set<string>();
  for (const [page, html] of pages) {
    for (const href of [...attributes(html, 'href'), ...attributes(html, 'src')]) {
      if (/^([a-z][a-z+.-]*:|\/\/)/i.test(href)) continue;
      const [address = '', anchor = ''] = href.split('#', 2);
      if (address.startsWith('/') && !address.startsWith(base)) {
        problems.add(`${page}: '${href}' is not below ${base}`);
        continue;
      }
      const path = address.startsWith('/')
        ? address.slice(base.length)
        : address === ''
          ? page
          : posix.join(posix.dirname(page), address);
      const target = candidates(decodeURI(path)).find(exists);
      if (target === undefined) problems.add(`${page}: '${href}' has no file in the site`);
      else if (anchor !== '' && !anchorsOf(target).has(decodeURIComponent(anchor))) {
        problems.add(`${page}: '${href}': ${target} has no anchor '${anchor}'`);
      }
    }
  }
  return [...problems];
}
