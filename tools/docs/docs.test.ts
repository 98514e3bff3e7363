import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { allManifests } from '../metadata/manifests';
import { runnables } from './blocks';
import { runTypeScript, shellSession } from './run';

const root = fileURLToPath(new URL('../../', import.meta.url));
const guide = readdirSync(`${root}docs/guide`).filter((name) => name.endsWith('.md'));
const pages = ['README.md', ...guide.map((name) => `docs/guide/${name}`)];

/** Only blocks in `ts` and `sh` are run. */
describe.each(pages)('%s', (page) => {
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

/**
 * The examples of the packages, run from the sources. The first example of a published package runs in tools/packaging
 * instead, as users run it.
 */
const examples = allManifests()
  .filter(({ folder }) => folder.startsWith('packages/') && existsSync(`${root}${folder}/README.md`))
  .flatMap(({ folder, manifest }) => {
    const all = runnables(readFileSync(`${root}${folder}/README.md`, 'utf8'), 'js');
    return all.slice(manifest.private ? 0 : 1).map(({ block }) => ({ folder, block }));
  });

test('there are further examples', () => expect(examples).not.toEqual([]));

test.each(examples)('the example of $folder/README.md at line $block.line runs', async ({ block }) => {
  expect(await runTypeScript(block.text)).not.toBe('');
});
