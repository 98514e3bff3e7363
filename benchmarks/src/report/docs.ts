import { dataError } from '@braggsim/core';

const BEGIN = '<!-- npm run bench -- --write-docs: begin -->';
const END = '<!-- npm run bench -- --write-docs: end -->';

/**
 * A page with its generated part replaced.
 *
 * @throws BraggsimError (`data`) when the page does not say where that part stands
 */
export function replaceGenerated(page: string, generated: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) {
    throw dataError(`the page has no place for results; put '${BEGIN}' and '${END}' where they are to stand`);
  }
  return `${page.slice(0, begin + BEGIN.length)}\n\n${generated}\n\n${page.slice(end)}`;
}
