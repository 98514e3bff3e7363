import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Folder, finish, folder, SMALL } from '../nanobragg/run.fixture';

let at: Folder;
beforeEach(() => {
  at = folder();
});
afterEach(() => at.remove());

const AGREED = 'The C program and correct physics agree in everything that this experiment uses.';
const UNFOLLOWED = 'Where the C program differs and no mode reproduces it:';
const PLAIN = ['-nopolar', '-point_pixel', '-explain'];

test('an experiment without differences is reported as such', async () => {
  const { code, out } = await finish([...SMALL, ...PLAIN]);
  expect(code).toBe(0);
  expect(out).toContain(AGREED);
  expect(out).not.toContain(UNFOLLOWED);
});

test('a fault that no mode reproduces is a difference as well', async () => {
  const list = at.put('x.hkl', '0 0 1 10\n0 0 2 20\n1 1 1 30\n');
  const { code, out } = await finish([...SMALL, '-hkl', list, '-interpolate', ...PLAIN]);
  expect(code).toBe(0);
  expect(out).toContain(`${UNFOLLOWED}\n  F4, reproduced in no mode\n`);
  expect(out).not.toContain(AGREED);
});
