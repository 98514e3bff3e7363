import { readFileSync } from 'node:fs';
import { COMPATIBILITY_OPTIONS } from '@braggsim/core/derived';
import { expect, test } from 'vitest';

const page = readFileSync(new URL('../../docs/c-program.md', import.meta.url), 'utf8');

test.each(COMPATIBILITY_OPTIONS)(
  'docs/c-program.md describes the option $id as the code does',
  ({ id, item, c, corrected, inC, right }) => {
    expect(page).toContain(`| \`${id}\` | ${item} | ${inC} (\`${c}\`) | ${right} (\`${corrected}\`) |`);
  },
);
