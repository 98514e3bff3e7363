import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runDataset } from './index';
import { folder, SMALL_PLAN } from './small-plan.fixture';

const here = folder();
afterAll(() => here.remove());

/** The files of images, labels and spots, by their names. */
function shardFiles(out: string): ReadonlyMap<string, Buffer> {
  const root = join(out, 'shards', '00000');
  const names = readdirSync(root).filter((name) => /\.(h5|nxs|parquet|csv)$/.test(name));
  return new Map(names.sort().map((name) => [name, readFileSync(join(root, name))]));
}

// Without a compiler, `require` is an error.
test('shards by native code have the bytes of those by WebAssembly', async () => {
  const planFile = here.put('plan.yaml', SMALL_PLAN);
  const files = async (native: 'off' | 'require') => {
    const out = here.at(native);
    await runDataset({ planFile, out, versions: { braggsim: '1' }, workers: 1, native });
    return shardFiles(out);
  };
  const [wasm, native] = [await files('off'), await files('require')];
  expect(native.size).toBe(15);
  expect([...native.keys()]).toEqual([...wasm.keys()]);
  const differing = [...native].filter(([name, bytes]) => !wasm.get(name)?.equals(bytes)).map(([name]) => name);
  expect(differing).toEqual([]);
});
