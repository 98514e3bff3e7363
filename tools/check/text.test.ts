import { expect, test } from 'vitest';
import { findLong, findMachinePaths, findTooLong } from './text';

const lines = (count: number) => 'line\n'.repeat(count);

test('a source file has at most 600 lines, the reference kernel 250; other files have no limit', () => {
  const files = [
    { path: 'packages/core/src/just.ts', text: lines(600) },
    { path: 'packages/core/src/over.ts', text: lines(601) },
    { path: 'packages/kernel-cpu/src/reference.ts', text: lines(251) },
    { path: 'packages/kernel-cpu/src/reference.test.ts', text: lines(251) },
    { path: 'docs/guide.md', text: lines(2000) },
  ];
  expect(findTooLong(files).map((message) => message.split(':')[0])).toEqual([
    'packages/core/src/over.ts',
    'packages/kernel-cpu/src/reference.ts',
  ]);
});

test('source files over 300 lines are listed', () => {
  const files = [
    { path: 'packages/core/src/short.ts', text: lines(300) },
    { path: 'packages/core/src/long.ts', text: lines(301) },
  ];
  expect(findLong(files)).toEqual(['packages/core/src/long.ts (301)']);
});

test('paths of one machine are found with their line', () => {
  const text = 'see shared/work/main\nread /work/shared/golden\nhttps://example.org/tmp/x\n"/tmp/a.img" or ~/tmp/b\n';
  expect(findMachinePaths([{ path: 'docs/a.md', text }]).map((message) => message.split(' is')[0])).toEqual([
    "docs/a.md:2: '/work/s…'",
    "docs/a.md:4: '/tmp/a…'",
  ]);
});
