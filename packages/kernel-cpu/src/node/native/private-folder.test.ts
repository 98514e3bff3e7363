import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { thisMachine } from '@braggsim/core/node';
import { afterEach, expect, test } from 'vitest';
import { folders } from './native.fixture';
import { removeLeftFolders } from './private-folder';

const { make, removeAll } = folders();
afterEach(removeAll);

test('folders that ended processes of this machine have left are removed, and no others', () => {
  const within = make();
  const { pid: ended } = spawnSync(process.execPath, ['--version']);
  const left = `braggsim-native-${thisMachine()}-${ended}-abcdef`;
  const others = [
    `braggsim-native-${thisMachine()}-${process.pid}-abcdef`,
    `braggsim-native-00000000-${ended}-abcdef`,
    `braggsim-native-${thisMachine()}-notes`,
    `other-${ended}-abcdef`,
  ];
  for (const name of [left, ...others]) mkdirSync(join(within, name), { mode: 0o700 });
  writeFileSync(join(within, left, 'key.node'), 'code');
  removeLeftFolders(within);
  expect(readdirSync(within).sort()).toEqual(others.sort());
});

test('a place for temporary files that cannot be listed is no obstacle', () => {
  expect(() => removeLeftFolders(join(make(), 'nowhere'))).not.toThrow();
});
