import { expect, test } from 'vitest';
import { baseName, besideFile, extensionOf } from './paths';

test('a path ends in the name of its file, with the separators of any system', () => {
  expect(['out/a/b.img', 'b.img', 'C:\\data\\b.img', './b.img'].map(baseName)).toEqual(Array(4).fill('b.img'));
});

test('a file beside another is in its folder', () => {
  expect(besideFile('out/a/master.nxs', 'data.h5')).toBe('out/a/data.h5');
  expect(besideFile('master.nxs', 'data.h5')).toBe('data.h5');
  expect(besideFile('C:\\x\\master.nxs', 'data.h5')).toBe('C:\\x\\data.h5');
});

test('an extension is what follows the last dot of a name, in lower case; a hidden file has none', () => {
  expect(['a/b.IMG', 'b.tar.gz', 'folder.d/b', '.hidden', 'b.'].map(extensionOf)).toEqual(['.img', '.gz', '', '', '.']);
});
