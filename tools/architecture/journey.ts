/** A function that docs/architecture.md names, and the file that it says holds it. */
export interface Stop {
  readonly name: string;
  /** Path in the repository. */
  readonly file: string;
}

const STOP = /`(\w+)` \(\[([^\]]+)\]\(\.\.\/([^)]+)\)\)/g;

/**
 * The stops of the journey, in order: every `` `name` ([path](../path)) `` below its heading.
 *
 * @throws Error when the page has no such heading, or the text of a link is not its path
 */
export function journeyOf(page: string): Stop[] {
  const section = /^## From a flag to a pixel\n([\s\S]*?)(?=^## )/m.exec(page)?.[1];
  if (section === undefined) throw new Error("the page has no section 'From a flag to a pixel'");
  return [...section.matchAll(STOP)].map(([, name = '', text = '', file = '']) => {
    if (text !== file) throw new Error(`the link of '${name}' reads ${text} and leads to ${file}`);
    return { name, file };
  });
}
