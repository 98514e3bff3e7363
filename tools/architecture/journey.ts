/** A function and its file, as named in docs/architecture.md. */
export interface Stop {
  readonly name: string;
  /** Path in the repository. */
  readonly file: string;
}

const STOP = /`(\w+)` \(\[([^\]]+)\]\(\.\.\/([^)]+)\)\)/g;

/**
 * Reads the functions of the section 'From a flag to a pixel', in order: every `` `name` ([path](../path)) ``.
 *
 * @throws Error when the page has no such heading, or the text of a link is not its path
 */
export function journeyOf(page: string): Stop[] {
  const section = /^## From a flag to a pixel\n([\s\S]*?)(?=^## )/m.exec(page)?.[1];
  if (section === undefined) throw new Error("the page has no section 'From a flag to a pixel'");
  return [...section.matchAll(STOP)].map(([, name = '', text = '', file = '']) => {
    if (text !== file) throw new Error(`the text of the link of '${name}' is ${text}, but its target is ${file}`);
    return { name, file };
  });
}
