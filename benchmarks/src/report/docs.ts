import { dataError } from '@braggsim/core';

/** The command that makes each generated part. */
export const COMMANDS = {
  cpu: 'npm run bench -- --write-docs',
  gpu: 'npm run bench -- --kernel gpu --write-docs',
} as const;

/**
 * A page with one of its generated parts replaced.
 *
 * @throws BraggsimError (`data`) when the page does not say where that part stands
 */
export function replaceGenerated(page: string, kernel: keyof typeof COMMANDS, generated: string): string {
  const [BEGIN, END] = ['begin', 'end'].map((mark) => `<!-- ${COMMANDS[kernel]}: ${mark} -->`) as [string, string];
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) {
    throw dataError(`the page has no place for results; put '${BEGIN}' and '${END}' where they are to stand`);
  }
  return `${page.slice(0, begin + BEGIN.length)}\n\n${generated}\n\n${page.slice(end)}`;
}
