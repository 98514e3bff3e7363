import { ARROWS, LAZY } from '../check/arrows.mjs';
import { code, codes, table } from '../reference-pages/markdown';
import { drawing } from './drawing';
import { realImports } from './imports';

/** Packages that only tests import. */
const FOR_TESTS = new Set(['testkit']);

/** Draws docs/architecture.svg: the imports of the packages that are not only for tests. */
export function importsDrawing(): string {
  const imports = new Map([...realImports()].filter(([name]) => !FOR_TESTS.has(name)));
  return drawing(imports, (from, to) => from === 'simulate' && LAZY.includes(to));
}

/** Writes the table of docs/architecture.md: the packages that each package may import by the import rules. */
const arrowsTable = (): string =>
  table(
    ['package', 'may import'],
    Object.entries(ARROWS).map(([name, allowed]) => [code(name), codes(allowed) || 'no other package']),
  );

const [START, END] = ['<!-- arrows: written by tools/architecture/write.ts -->', '<!-- end of arrows -->'];

/**
 * Replaces the table of arrows of a page, and returns the new text.
 *
 * @throws Error when the page has no comments around the table
 */
export function withArrows(page: string): string {
  const [start, end] = [page.indexOf(START), page.indexOf(END)];
  if (start < 0 || end < start)
    throw new Error(`expected ${START} and ${END} around the table of arrows; add them to the page`);
  return `${page.slice(0, start + START.length)}\n\n${arrowsTable()}\n\n${page.slice(end)}`;
}
