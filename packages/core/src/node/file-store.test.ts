import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FileStoreOptions, fileStore, type Store, type Stored } from './file-store';

const stored: Stored = {
  bytes: Uint8Array.of(0, 97, 10, 115, 109, 1, 0),
  facts: { planAt: 64, pixelInputs: [{ name: 'column', at: 128, wide: false }], planNames: ['wavelength'] },
};

const options: FileStoreOptions = { generator: '1.0', extension: '.module', maxBytes: 20_000 };

let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'braggsim-modules-'));
  store = fileStore(join(folder, 'modules'), options);
});
afterEach(() => rmSync(folder, { recursive: true }));

const onlyFile = (): string => {
  const [name, ...others] = readdirSync(join(folder, 'modules'));
  expect(others).toEqual([]);
  return join(folder, 'modules', name as string);
};

test('bytes and facts are found again, by its key and generator alone', () => {
  expect(store.find('key Ω')).toBeUndefined();
  store.keep('key Ω', stored);
  expect(store.find('key Ω')).toEqual(stored);
  expect(store.find('key')).toBeUndefined();
  expect(fileStore(join(folder, 'modules'), { ...options, generator: '1.1' }).find('key Ω')).toBeUndefined();
});

test.each([
  ['truncated', (bytes: Buffer) => bytes.subarray(0, -1)],
  ['changed', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -1), Buffer.of(2)])],
  ['of another key', (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace('1.0 key', '1.0 kez'), 'latin1')],
  ['no JSON', () => Buffer.from('nothing')],
])('a file that is %s is not taken', (_, change) => {
  store.keep('key', stored);
  const file = onlyFile();
  writeFileSync(file, change(readFileSync(file)));
  expect(store.find('key')).toBeUndefined();
});

test('what another user could have written is not taken', () => {
  store.keep('key', stored);
  const file = onlyFile();
  chmodSync(file, 0o666);
  expect(store.find('key')).toBeUndefined();
  rmSync(file);
  writeFileSync(join(folder, 'elsewhere'), 'x');
  symlinkSync(join(folder, 'elsewhere'), file);
  expect(store.find('key')).toBeUndefined();
});

test('a folder that cannot be made is done without', () => {
  const nowhere = fileStore('/proc/self/modules', options);
  nowhere.keep('key', stored);
  expect(nowhere.find('key')).toBeUndefined();
});

test('the oldest files make room', () => {
  for (let i = 0; i < 270; i++) store.keep(`key ${i}`, stored);
  const left = readdirSync(join(folder, 'modules')).map((name) => statSync(join(folder, 'modules', name)).size);
  expect(left.length).toBeGreaterThan(50);
  expect(left.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(20_000);
  expect(store.find('key 269')).toEqual(stored);
});
