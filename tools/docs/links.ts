import { posix } from 'node:path';
import { outlineOf, type PageOutline } from './markdown';

/** The target of a link of a page: a path of the repository and an anchor, or an address elsewhere. */
export type Target = { readonly path: string; readonly anchor: string | undefined } | { readonly elsewhere: string };

/**
 * Resolves the target of a link. Addresses of files of the repository on its host are resolved to paths.
 *
 * @param page path of the page in the repository
 * @param repository address of the repository in a browser
 */
export function targetOf(page: string, href: string, repository: string): Target {
  const [address = '', anchor] = href.split('#', 2);
  const here = [`${repository}/blob/main/`, `${repository}/tree/main/`].find((start) => address.startsWith(start));
  if (here) return { path: posix.normalize(decodeURI(address.slice(here.length))), anchor };
  if (/^[a-z][a-z+.-]*:/i.test(address)) return { elsewhere: href };
  const path = address === '' ? page : posix.join(posix.dirname(page), decodeURI(address));
  return { path: path.replace(/\/$/, ''), anchor };
}

/**
 * Finds dead links, and returns a message for each: those whose file or folder does not exist, and those whose page does not have
 * the heading. Addresses elsewhere are ignored.
 *
 * @param pages text by path
 * @param exists whether there is a file or a folder of that path
 */
export function findDeadLinks(
  pages: ReadonlyMap<string, string>,
  exists: (path: string) => boolean,
  repository: string,
): string[] {
  const outlines = new Map<string, PageOutline>();
  const outline = (path: string) => {
    const known = outlines.get(path) ?? outlineOf(pages.get(path) ?? '');
    outlines.set(path, known);
    return known;
  };
  return [...pages.keys()].flatMap((page) =>
    outline(page).links.flatMap(({ href, lines: [line] }) => {
      const target = targetOf(page, href, repository);
      if ('elsewhere' in target) return [];
      const where = `${page}:${line}: '${href}'`;
      if (target.path.startsWith('..')) return [`${where} leads out of the repository`];
      if (!exists(target.path)) return [`${where} leads to ${target.path}, which does not exist`];
      if (target.anchor === undefined || !target.path.endsWith('.md')) return [];
      const { anchors } = outline(target.path);
      return anchors.has(target.anchor)
        ? []
        : [`${where}: ${target.path} has no heading '#${target.anchor}'; it has ${[...anchors].join(', ')}`];
    }),
  );
}
