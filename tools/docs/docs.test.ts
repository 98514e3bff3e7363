import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { allManifests } from '../metadata/manifests';
import { runnables } from './blocks';
import { describePage, root } from './page.fixture';
import { runTypeScript } from './run';

describePage('README.md');

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
