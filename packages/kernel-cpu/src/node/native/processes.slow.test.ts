import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { folders, machineReason, stubCompiler } from './native.fixture';
import { type Asked, addonsIn, LONG, type Rendered, render, SHORT } from './processes.fixture';

const { make, removeAll } = folders();
afterAll(removeAll);

/** Starts a program that sees a folder mounted upon itself with an option; nothing outside the program changes. */
const mounted = (folder: string, option: string): readonly string[] => [
  ...['unshare', '--map-root-user', '--mount', 'sh', '-c'],
  `mount --bind "$0" "$0" && mount -o remount,bind,${option} "$0" && exec "$@"`,
  folder,
];
const canMount = (): boolean => {
  const [program = '', ...argv] = mounted(make(), 'noexec');
  return spawnSync(program, [...argv, 'true']).status === 0;
};

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

test('this machine has native code, without which the slow lane checks nothing of it', () => {
  expect(machineReason).toBeUndefined();
});

describe('in a process of its own', () => {
  const onWasm = { vectorBits: 128, nativeFraction: 0 };
  const filled = make();
  let expected: Rendered;
  let native: Rendered;
  beforeAll(async () => {
    expected = await render({ ...LONG, native: 'off' }, { cache: make() });
    native = await render({ ...LONG, native: 'require' }, { cache: filled });
  });

  test('native code has the bytes of WebAssembly', () => {
    expect(native.code?.nativeFraction).toBe(1);
    expect(native.hash).toBe(expected.hash);
    expect(addonsIn(filled)).toHaveLength(1);
  });

  test('so has code for AVX2 alone, whatever else the processor has', async () => {
    const cache = make();
    const found = await render({ ...LONG, native: 'require', vectorBits: 256 }, { cache });
    expect(found.code).toMatchObject({ nativeFraction: 1, vectorBits: 256 });
    expect(found.hash).toBe(expected.hash);
    expect(addonsIn(cache)).toHaveLength(1);
    expect(addonsIn(cache)).not.toEqual(addonsIn(filled));
  });

  test('an empty PATH leaves WebAssembly, with a reason', async () => {
    const found = await render(LONG, { cache: make(), env: { PATH: '' } });
    expect(found.code).toEqual({ ...onWasm, reason: 'there is no C compiler (cc, gcc, clang) on the PATH' });
    expect(found.hash).toBe(expected.hash);
  });

  test('a compiler that is slower than the run, and ends with it', async () => {
    const folder = make();
    const env = { BRAGGSIM_CC: stubCompiler(folder, 'sleep 300') };
    const cache = make();
    const found = await render(LONG, { cache, env });
    expect(found.code).toMatchObject({ nativeFraction: 0, reason: 'it was not compiled in time' });
    expect(found.hash).toBe(expected.hash);
    await expect.poll(() => commandLines().filter((line) => line.includes(folder))).toEqual([]);
    expect(readdirSync(join(cache, 'braggsim', 'native'))).toEqual([]);
  });

  test('a compiler that fails, of which the next process knows', async () => {
    const [cache, folder] = [make(), make()];
    const env = { BRAGGSIM_CC: stubCompiler(folder, 'echo "cc: error: broken" >&2; exit 1') };
    await expect(render({ ...LONG, native: 'require' }, { cache, env })).rejects.toThrow(
      /native code is required, but the compiler .* failed: cc: error: broken/,
    );
    const found = await render(LONG, { cache, env });
    expect(found.code).toMatchObject({ nativeFraction: 0, reason: expect.stringContaining('cc: error: broken') });
    expect(found.hash).toBe(expected.hash);
  });

  describe.runIf(canMount())('whose cache is mounted', () => {
    test('without the right to execute, WebAssembly goes on, with a reason', async () => {
      const found = await render(LONG, { cache: filled, within: mounted(filled, 'noexec') });
      expect(found.code).toMatchObject({
        ...onWasm,
        reason: expect.stringMatching(/^the compiled code cannot be loaded: .*failed to map segment/),
      });
      expect(found.hash).toBe(expected.hash);
    });

    test('read-only, what is in it is loaded', async () => {
      const found = await render(LONG, { cache: filled, within: mounted(filled, 'ro') });
      expect(found).toEqual(native);
    });

    test('read-only and empty, code is compiled for this process alone, and removed with it', async () => {
      const [cache, temporary] = [make(), make()];
      const folder = join(cache, 'braggsim', 'native');
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const within = mounted(cache, 'ro');
      const found = await render({ ...LONG, native: 'require' }, { cache, within, env: { TMPDIR: temporary } });
      expect(found).toEqual(native);
      expect(readdirSync(temporary).filter((name) => name.startsWith('braggsim'))).toEqual([]);
      expect(readdirSync(folder)).toEqual([]);
    });
  });
});

describe('the compiler of this machine', () => {
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
