import { ARROWS, LAZY } from '../check/arrows.mjs';
import { code, codes, table } from '../reference-pages/markdown';
import { drawing } from './drawing';
import { realImports } from './imports';

/** Packages that no user installs and that only tests import. */
const FOR_TESTS = new Set(['testkit']);

/** The drawing of docs/architecture.svg: the imports of the packages that users meet. */
export function importsDrawing(): string {
  const imports = new Map([...realImports()].filter(([name]) => !FOR_TESTS.has(name)));
  return drawing(imports, (from, to) => from === 'simulate' && LAZY.includes(to));
}

/** The table of docs/architecture.md: what each package may import, as the import rules have it. */
export const arrowsTable = (): string =>
  table(
    ['package', 'may import'],
    Object.entries(ARROWS).map(([name, allowed]) => [code(name), codes(allowed) || 'no other package']),
  );

const [START, END] = ['<!-- arrows: written by tools/architecture/write.ts -->', '<!-- end of arrows -->'];

/**
 * The page with its table of arrows as it is now.
 *
 * @throws Error when the page does not mark the place of the table
 */
export function withArrows(page: string): string {
  const [start, end] = [page.indexOf(START), page.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`the page marks the table of arrows by ${START} and ${END}`);
  return `${page.slice(0, start + START.length)}\n\n${arrowsTable()}\n\n${page.slice(end)}`;
}
