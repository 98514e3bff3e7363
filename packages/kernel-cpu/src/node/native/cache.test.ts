import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { addonCache, cacheFolder, whyNotAddon } from './cache';
import { folders } from './native.fixture';

const { make, removeAll } = folders();
afterEach(removeAll);
const isRoot = process.getuid?.() === 0;

const stored = (content = 'compiled code') => {
  const folder = join(make(), 'deep', 'native');
  const cache = addonCache(folder);
  const compiled = cache.temporary('key');
  writeFileSync(compiled, content);
  return { folder, cache, addon: cache.store('key', compiled) };
};

test('the folder lies below the cache of the user', () => {
  expect(cacheFolder({ XDG_CACHE_HOME: '/scratch/me', HOME: '/users/me' })).toBe('/scratch/me/braggsim/native');
  expect(cacheFolder({ XDG_CACHE_HOME: 'relative', HOME: '/users/me' })).toBe('/users/me/.cache/braggsim/native');
});

test('an addon is found again under its content, by this process and others', () => {
  const { folder, cache, addon } = stored();
  expect(cache.find('key')).toEqual({ addon });
  expect(addonCache(folder).find('key')).toEqual({ addon });
  expect(addon.path).toBe(join(folder, `${addon.hash}.node`));
  expect(cache.find('other')).toBeUndefined();
  expect(readdirSync(folder).sort()).toEqual([`${addon.hash}.node`, 'key.json'].sort());
  expect(lstatSync(folder).mode & 0o777).toBe(0o700);
  expect(lstatSync(addon.path).mode & 0o777).toBe(0o600);
});

describe('an addon that is not as it was stored is not found:', () => {
  test.each<[string, (path: string, folder: string) => void]>([
    ['truncated', (path) => truncateSync(path, 5)],
    ['changed', (path) => writeFileSync(path, 'evil coded!!!')],
    ['writable by others', (path) => chmodSync(path, 0o620)],
    ['a note writable by others', (_, folder) => chmodSync(join(folder, 'key.json'), 0o606)],
    ['a note without sense', (_, folder) => writeFileSync(join(folder, 'key.json'), '{"hash":"../../x","size":1}')],
    ['an empty note', (_, folder) => writeFileSync(join(folder, 'key.json'), '')],
  ])('%s', (_, spoil) => {
    const { folder, cache, addon } = stored();
    spoil(addon.path, folder);
    expect(cache.find('key')).toBeUndefined();
  });

  test('a link to the same content', () => {
    const { folder, cache, addon } = stored();
    renameSync(addon.path, join(folder, 'elsewhere'));
    symlinkSync(join(folder, 'elsewhere'), addon.path);
    expect(cache.find('key')).toBeUndefined();
  });

  test.runIf(isRoot)('of another owner', () => {
    const { cache, addon } = stored();
    chownSync(addon.path, 12345, 12345);
    expect(cache.find('key')).toBeUndefined();
  });
});

describe('a folder that others could have written is not used:', () => {
  test('writable by the group', () => {
    const folder = make();
    chmodSync(folder, 0o770);
    expect(addonCache(folder).unusable).toBe(`${folder} can be written by other users`);
  });
  test('a link to a folder', () => {
    const link = join(make(), 'link');
    symlinkSync(make(), link);
    expect(addonCache(link).unusable).toBe(`${link} is a symbolic link`);
  });
  test('a file', () => {
    const file = join(make(), 'file');
    writeFileSync(file, '');
    expect(addonCache(file).unusable).toBe(`${file} is not a folder`);
  });
  test('of another owner', () => {
    const folder = isRoot ? make() : '/usr';
    if (isRoot) chownSync(folder, 12345, 12345);
    expect(addonCache(folder).unusable).toBe(`${folder} belongs to another user`);
  });
  test('to be made in the home of another user', () => {
    const home = isRoot ? make() : '/usr';
    if (isRoot) chownSync(home, 12345, 12345);
    expect(addonCache(join(home, '.cache', 'braggsim')).unusable).toBe(`${home} belongs to another user`);
    expect(existsSync(join(home, '.cache'))).toBe(false);
  });
  test('below /proc', () => {
    expect(addonCache('/proc/self/nothing/native').unusable).toMatch(/cannot be made|belongs to another user/);
  });
});

test('what other processes rename or remove meanwhile does not keep an addon from being stored', () => {
  const folder = make();
  const cache = addonCache(folder);
  // It is listed, and not there.
  symlinkSync(join(folder, 'gone'), cache.temporary('other'));
  const compiled = cache.temporary('key');
  writeFileSync(compiled, 'code');
  expect(cache.find('key')).toBeUndefined();
  const addon = cache.store('key', compiled);
  expect(cache.find('key')).toEqual({ addon });
});

test('an addon whose note cannot be written is there for this process, and nothing else is left', () => {
  const folder = make();
  const cache = addonCache(folder);
  mkdirSync(join(folder, 'key.json', 'in the way'), { recursive: true });
  const compiled = cache.temporary('key');
  writeFileSync(compiled, 'code');
  const addon = cache.store('key', compiled);
  expect(whyNotAddon(addon)).toBeUndefined();
  cache.storeFailure('key', 'no header');
  expect(readdirSync(folder).sort()).toEqual([`${addon.hash}.node`, 'key.json'].sort());
});

test('a user without a home has no cache, and is told so', () => {
  const { folder, unusable, isWritable, find } = addonCache(undefined);
  expect({ folder, isWritable, found: find('key') }).toEqual({
    folder: undefined,
    isWritable: false,
    found: undefined,
  });
  expect(unusable).toMatch(/^this user has no home/);
});

test('failures are kept for a day', () => {
  const folder = make();
  const cache = addonCache(folder);
  cache.storeFailure('key', 'no header');
  expect(cache.find('key')).toEqual({ failure: 'no header' });
  const old = new Date(Date.now() - 25 * 3600 * 1000);
  utimesSync(join(folder, 'key.json'), old, old);
  expect(cache.find('key')).toBeUndefined();
});

test('the newest addons are kept, and nothing that an ended process has left', () => {
  const folder = make();
  const cache = addonCache(folder);
  const old = new Date(Date.now() - 7200 * 1000);
  const left = cache.temporary('left');
  writeFileSync(left, '');
  utimesSync(left, old, old);
  for (let i = 0; i < 260; i++) {
    const compiled = cache.temporary(`key${i}`);
    writeFileSync(compiled, `code ${i}`);
    const { path } = cache.store(`key${i}`, compiled);
    const age = new Date(Date.now() - 1000 * (300 - i));
    for (const file of [path, join(folder, `key${i}.json`)]) utimesSync(file, age, age);
  }
  const compiled = cache.temporary('last');
  writeFileSync(compiled, 'last');
  cache.store('last', compiled);
  const files = readdirSync(folder);
  expect(files.filter((name) => name.endsWith('.node'))).toHaveLength(256);
  expect(files).toHaveLength(512);
  expect(cache.find('key0')).toBeUndefined();
  expect(cache.find('key259')).toBeDefined();
});
