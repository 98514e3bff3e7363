import { readdirSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { folders, stubCompiler } from './native.fixture';
import { render, SHORT } from './processes.fixture';

const { make, removeAll } = folders();
afterEach(removeAll);

test('a short image looks neither for a compiler nor into the cache', async () => {
  const [cache, folder] = [make(), make()];
  const env = { BRAGGSIM_CC: stubCompiler(folder, 'touch "$(dirname "$0")/called"') };
  const { code } = await render(SHORT, { cache, env });
  expect(code).toEqual({ nativeFraction: 0, vectorBits: 128, reason: 'the work is too short for it' });
  expect(readdirSync(cache)).toEqual([]);
  expect(readdirSync(folder)).toEqual(['cc']);
});

test('native code that is required and cannot be had is an error that says so', async () => {
  const asked = { ...SHORT, native: 'require' } as const;
  await expect(render(asked, { cache: make(), env: { PATH: '' } })).rejects.toThrow(
    'native code is required, but there is no C compiler',
  );
});
