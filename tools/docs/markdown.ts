import GithubSlugger from 'github-slugger';
import MarkdownIt from 'markdown-it';

/** A link or an image of a page. */
export interface PageLink {
  /** Target as written in the page: `../gpu.md#in-the-browser`. */
  readonly href: string;
  readonly isImage: boolean;
  /** First and last line, from 1, of the paragraph, heading or row that the link is in. */
  readonly lines: readonly [first: number, last: number];
}

/** Title, anchors and links of a Markdown page. */
export interface PageOutline {
  /** Text of the first heading of level 1; empty where there is none. */
  readonly title: string;
  /** Anchors of the headings, and the `id` and `name` attributes of inline HTML, without `#`. */
  readonly anchors: ReadonlySet<string>;
  readonly links: readonly PageLink[];
}

const parser = new MarkdownIt({ html: true });

const HTML_ANCHOR = /<\w+[^>]*\s(?:id|name)="([^"]+)"/g;

/** Reads the headings and links of a page as GitHub does; links in code are ignored. */
export function outlineOf(text: string): PageOutline {
  const slugger = new GithubSlugger();
  const anchors = new Set<string>();
  const links: PageLink[] = [];
  let title = '';
  // Cells of tables have no lines in the parser; those of the surrounding row or table are used.
  let place: readonly [number, number] = [0, 1];
  const tokens = parser.parse(text, {});
  for (const [i, token] of tokens.entries()) {
    if (token.map) place = token.map;
    for (const [, anchor = ''] of token.type.startsWith('html') ? token.content.matchAll(HTML_ANCHOR) : []) {
      anchors.add(anchor);
    }
    if (token.type !== 'inline') continue;
    const [start, end] = place;
    const children = token.children ?? [];
    const before = tokens[i - 1];
    if (before?.type === 'heading_open') {
      const heading = children.map(({ content }) => content).join('');
      if (before.tag === 'h1' && title === '') title = heading;
      anchors.add(slugger.slug(heading));
    }
    for (const child of children) {
      if (child.type === 'html_inline') {
        for (const [, anchor = ''] of child.content.matchAll(HTML_ANCHOR)) anchors.add(anchor);
      }
      const href = child.type === 'link_open' ? child.attrGet('href') : child.attrGet('src');
      if (href !== null) links.push({ href, isImage: child.type === 'image', lines: [start + 1, end] });
    }
  }
  return { title, anchors, links };
}

/**
 * Replaces the links of a page, and returns the new text. Only inline links, `[text](href)`, can be replaced.
 *
 * @param replace returns the new target of a link
 * @throws Error for a link in another notation
 */
export function withLinks(text: string, replace: (link: PageLink) => string): string {
  const lines = text.split('\n');
  for (const link of outlineOf(text).links) {
    const target = replace(link);
    if (target === link.href) continue;
    const [first, last] = link.lines;
    const at = lines.findIndex((line, i) => i >= first - 1 && i < last && line.includes(`](${link.href})`));
    if (at < 0) throw new Error(`line ${first}: the link to '${link.href}' is not written [text](${link.href})`);
    lines[at] = (lines[at] as string).replace(`](${link.href})`, () => `](${target})`);
  }
  return lines.join('\n');
}
