import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { folders, machineReason, stubCompiler } from './native.fixture';
import { type Asked, addonsIn, LONG, type Rendered, render, SHORT } from './processes.fixture';

const { make, removeAll } = folders();
afterEach(removeAll);

/** Command lines of all processes, where the system tells them as Linux does. */
const commandLines = (): string[] =>
  (existsSync('/proc') ? readdirSync('/proc') : []).flatMap((pid) => {
    try {
      return /^\d+$/.test(pid) ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8')] : [];
    } catch {
      // It has ended.
      return [];
    }
  });

describe('each falls back to WebAssembly, with the same bytes and a reason:', () => {
  let expected: Promise<Rendered> | undefined;
  const onWasm = () => {
    expected ??= render({ ...LONG, native: 'off' }, { cache: make() });
    return expected;
  };

  test('no compiler', async () => {
    const found = await render(LONG, { cache: make(), env: { PATH: '' } });
    expect(found.code).toEqual({
      nativeFraction: 0,
      vectorBits: 128,
      reason: 'there is no C compiler (cc, gcc, clang) on the PATH',
    });
    expect(found.hash).toBe((await onWasm()).hash);
  });

  test('a compiler that is slower than the run, and ends with it', async () => {
    const folder = make();
    const env = { BRAGGSIM_CC: stubCompiler(folder, 'sleep 300') };
    const cache = make();
    const found = await render(LONG, { cache, env });
    expect(found.code).toMatchObject({ nativeFraction: 0, reason: 'it was not compiled in time' });
    expect(found.hash).toBe((await onWasm()).hash);
    await expect.poll(() => commandLines().filter((line) => line.includes(folder))).toEqual([]);
    expect(readdirSync(join(cache, 'braggsim', 'native'))).toEqual([]);
  });
});

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

test('a compiler that fails is quoted', async () => {
  const env = { BRAGGSIM_CC: stubCompiler(make(), 'echo "cc: error: broken" >&2; exit 1') };
  await expect(render({ ...SHORT, native: 'require' }, { cache: make(), env })).rejects.toThrow(
    /native code is required, but the compiler .* failed: cc: error: broken/,
  );
});

describe.runIf(machineReason === undefined)('with the compiler of this machine', () => {
  const REQUIRED: Asked = { ...SHORT, native: 'require' };

  test('three processes that need the same code at once leave one addon', async () => {
    const cache = make();
    const found = await Promise.all([1, 2, 3].map(() => render(REQUIRED, { cache })));
    for (const { code, hash } of found) {
      expect(code?.nativeFraction).toBe(1);
      expect(hash).toBe(found[0]?.hash);
    }
    expect(addonsIn(cache)).toHaveLength(1);
    expect(readdirSync(join(cache, 'braggsim', 'native'))).toHaveLength(2);
  });

  test('an addon that was truncated is compiled again', async () => {
    const cache = make();
    const first = await render(REQUIRED, { cache });
    const [addon] = addonsIn(cache) as [string];
    truncateSync(join(cache, 'braggsim', 'native', addon), 100);
    const second = await render(REQUIRED, { cache });
    expect(second).toEqual(first);
    expect(addonsIn(cache)).toEqual([addon]);
  });

  test('a process that may load no addons has a reason', async () => {
    const restricted = {
      '--no-addons': ['--no-addons'],
      '--permission': [
        '--experimental-permission',
        '--allow-fs-read=*',
        '--allow-fs-write=*',
        '--allow-child-process',
        '--allow-worker',
      ],
    };
    for (const flags of Object.values(restricted)) {
      await expect(render(REQUIRED, { cache: make(), flags })).rejects.toThrow(
        /native code is required, but the compiled code cannot be loaded: /,
      );
    }
  });

  test('a process that may start no other one has a reason', async () => {
    const cache = make();
    mkdirSync(join(cache, 'braggsim'), { mode: 0o700 });
    const flags = ['--experimental-permission', '--allow-fs-read=*', '--allow-fs-write=*', '--allow-worker'];
    await expect(render(REQUIRED, { cache, flags })).rejects.toThrow(
      /native code is required, but .*cannot be started/,
    );
  });
});
