import { existsSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { addonCache } from './cache';
import { type Compiler, findCompiler } from './compiler';
import { vectorLevel } from './level';
import { folders, machineReason, stubCompiler, tinyNest } from './native.fixture';
import { type NativeSetup, requestCode } from './native-code';
import { nativeRunners } from './runners';
import { addonIn } from './slot';

const { make, removeAll } = folders();
afterEach(removeAll);

let value = process.pid % 100_000;
/** A nest that this process has not asked for yet. */
const newNest = () => tinyNest(++value);

const setupWith = (compiler: Compiler | string, folder = join(make(), 'native')): NativeSetup => {
  const level = vectorLevel('auto', {
    platform: 'linux',
    arch: 'x64',
    cpuInfo: () => 'flags : avx avx2 bmi1 bmi2 fma',
  });
  if (typeof level === 'string' || typeof compiler === 'string') throw new Error(String(level));
  return { level, compiler, cache: addonCache(folder) };
};
const stub = (script: string) => {
  const folder = make();
  const counting = `echo x >> "${folder}/calls"; ${script}`;
  const path = stubCompiler(folder, counting);
  const calls = () => (existsSync(join(folder, 'calls')) ? readFileSync(join(folder, 'calls'), 'utf8').length / 2 : 0);
  return { path, calls, compiler: findCompiler({ BRAGGSIM_CC: path }) };
};

/** What the code of a tiny nest writes. */
const written = (code: Awaited<ReturnType<typeof requestCode>>): number => {
  if (!code) throw new Error('there is no code');
  const runner = nativeRunners()(code.slot, {});
  if (!runner) throw new Error(`there is no runner: ${code.reason()}`);
  const addon = addonIn(code.slot);
  const module = { exports: {} as { run: (...arrays: ArrayBufferView[]) => unknown } };
  process.dlopen(module, addon?.path as string);
  const image = new Float32Array(1);
  expect(module.exports.run(new Int32Array(1), image)).toBe(true);
  return image[0] as number;
};

test('nothing is compiled for work that is too short', async () => {
  const { compiler, calls } = stub('exit 1');
  expect(await requestCode(newNest(), setupWith(compiler), false)).toBeUndefined();
  expect(calls()).toBe(0);
});

test('a compiler that fails is not asked again, by this process or the next', async () => {
  const { compiler, calls } = stub('echo "error: out of luck" >&2; exit 1');
  const [nest, setup] = [newNest(), setupWith(compiler)];
  const code = await requestCode(nest, setup, true);
  expect(await code?.settled).toMatch(/failed: error: out of luck$/);
  expect(code?.reason()).toMatch(/out of luck/);
  expect(addonIn(code?.slot as NonNullable<typeof code>['slot'])).toBeUndefined();
  await (await requestCode(nest, setup, true))?.settled;
  expect(calls()).toBe(1);
  expect(readdirSync(setup.cache.folder as string)).toEqual([expect.stringMatching(/\.json$/)]);
});

test('a compiler that writes something else than an addon does no harm', async () => {
  const { compiler } = stub('while [ "$1" != -o ]; do shift; done; echo "not an addon" > "$2"');
  const code = await requestCode(newNest(), setupWith(compiler), true);
  expect(await code?.settled).toMatch(/cannot be loaded: .*(invalid ELF header|file too short)/);
  expect(nativeRunners()((code as NonNullable<typeof code>).slot, {})).toBeUndefined();
});

test('another compiler, or the same one changed, compiles again', async () => {
  const { path, calls } = stub('exit 1');
  const folder = join(make(), 'native');
  const nest = newNest();
  const ask = async () => {
    const code = await requestCode(nest, setupWith(findCompiler({ BRAGGSIM_CC: path }), folder), true);
    await code?.settled;
  };
  await ask();
  await ask();
  expect(calls()).toBe(1);
  utimesSync(path, new Date(0), new Date(1000));
  await ask();
  expect(calls()).toBe(2);
});

describe.runIf(machineReason === undefined)('with the compiler of this machine', () => {
  const compiler = findCompiler();

  test('code is compiled once, and then found in the cache', async () => {
    const [nest, setup] = [newNest(), setupWith(compiler)];
    const code = await requestCode(nest, setup, true);
    expect(await code?.settled).toBeUndefined();
    expect(written(code)).toBe(value);
    expect(readdirSync(setup.cache.folder as string)).toHaveLength(2);
    expect(await requestCode(nest, setup, false)).toBe(code);
  });

  test('a folder that cannot be written is read, and what is not in it compiled elsewhere', async () => {
    const setup = setupWith(compiler);
    const readOnly = { ...setup, cache: { ...setup.cache, isWritable: false } };
    const code = await requestCode(newNest(), readOnly, true);
    expect(await code?.settled).toBeUndefined();
    expect(written(code)).toBe(value);
    expect(readdirSync(setup.cache.folder as string)).toEqual([]);
    expect(addonIn((code as NonNullable<typeof code>).slot)?.path).toContain('braggsim-native-');
  });

  test.each([
    ['without room', 'echo "ld: final link failed: No space left on device" >&2; exit 1'],
    ['that disappears', 'rm -r "$folder"; printf %s "$source" | "$real" "$@"; exit'],
  ])('a folder %s leaves a compilation for this process alone', async (_, script) => {
    const folder = join(make(), 'native');
    const into = `[ -d "$folder" ] && case "$*" in *"$folder"*) ${script};; esac`;
    const { compiler: failing } = stub(
      `folder="${folder}"; real="${(compiler as Compiler).path}"; ${into}; printf %s "$source" | "$real" "$@"`,
    );
    const code = await requestCode(newNest(), setupWith(failing, folder), true);
    expect(await code?.settled).toBeUndefined();
    expect(written(code)).toBe(value);
    expect(addonIn((code as NonNullable<typeof code>).slot)?.path).toContain('braggsim-native-');
    expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
  });

  test('a folder of another user is neither read nor written', async () => {
    const setup = setupWith(compiler);
    const foreign = { ...setup, cache: { ...setup.cache, unusable: 'it belongs to another user', isWritable: false } };
    const code = await requestCode(newNest(), foreign, true);
    expect(await code?.settled).toBeUndefined();
    expect(readdirSync(setup.cache.folder as string)).toEqual([]);
  });
});
