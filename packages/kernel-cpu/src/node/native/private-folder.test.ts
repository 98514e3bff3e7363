import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { folders } from './native.fixture';
import { removeLeftFolders } from './private-folder';

const { make, removeAll } = folders();
afterEach(removeAll);

test('folders that ended processes of this machine have left are removed, and no others', () => {
  const within = make();
  const { pid: ended } = spawnSync(process.execPath, ['--version']);
  const left = `braggsim-native-${hostname()}-${ended}-abcdef`;
  const others = [
    `braggsim-native-${hostname()}-${process.pid}-abcdef`,
    `braggsim-native-another-${hostname()}-${ended}-abcdef`,
    `braggsim-native-${hostname()}-notes`,
    `other-${ended}-abcdef`,
  ];
  for (const name of [left, ...others]) mkdirSync(join(within, name), { mode: 0o700 });
  writeFileSync(join(within, left, 'key.node'), 'code');
  removeLeftFolders(within);
  expect(readdirSync(within).sort()).toEqual(others.sort());
});
