import { isBuiltin } from 'node:module';
import { build, type Plugin } from 'vite';
import { expect, test } from 'vitest';

test('the page and all its imports can be bundled for a browser, without modules of Node', async () => {
  const resolved: string[] = [];
  const watch: Plugin = {
    name: 'imports',
    enforce: 'pre',
    resolveId: (id) => {
      resolved.push(id);
    },
  };
  const watched = { plugins: [watch], worker: { plugins: () => [watch] } };
  const built = await build({ root: import.meta.dirname, logLevel: 'silent', build: { write: false }, ...watched });
  const files = [built].flat().flatMap((part) => ('output' in part ? part.output : []));
  const names = files.map(({ fileName }) => fileName.replace(/-[\w-]{8}\./, '.'));
  expect(names).toEqual(
    expect.arrayContaining(['index.html', 'THIRD-PARTY.txt', 'assets/worker.js', 'assets/lysozyme_1vat.hkl.gz']),
  );
  expect(resolved).toContain('@braggsim/simulate');
  expect(resolved.filter(isBuiltin)).toEqual([]);
});
