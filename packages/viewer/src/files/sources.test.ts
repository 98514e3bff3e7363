import { expect, test } from 'vitest';
import { baseName } from './sources';

test('the name of a file is what follows its folders on any system', () => {
  expect(['mask.npy', 'run/masks/mask.npy', 'C:\\masks\\mask.npy'].map(baseName)).toEqual(Array(3).fill('mask.npy'));
});
