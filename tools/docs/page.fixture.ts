import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { runnables } from './blocks';
import { runTypeScript, shellSession } from './run';

/** Path of the root of the repository, with a slash at its end. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Declares a test for each block of a page in `ts` and `sh`, which runs it and compares what it prints with the text block after it. */
export function describePage(page: string): void {
  describe(page, () => {
    const text = readFileSync(root + page, 'utf8');

    for (const { block, expected } of runnables(text, 'ts')) {
      test(`the code at line ${block.line} runs`, async () => {
        const printed = await runTypeScript(block.text);
        if (expected !== undefined) expect(printed.trim()).toBe(expected.trim());
      });
    }

    const commands = runnables(text, 'sh');
    if (commands.length > 0) {
      const session = shellSession();
      afterAll(session.close);
      for (const { block, expected } of commands) {
        test(`the commands at line ${block.line} run`, () => {
          const printed = session.run(block.text);
          if (expected !== undefined) expect(printed.trim()).toBe(expected.trim());
        });
      }
    }
  });
}
